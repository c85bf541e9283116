-- A class page lists who was removed, too; the unique index only knows who is booked.
create index roster_class on roster_entry (org_id, class_id);
