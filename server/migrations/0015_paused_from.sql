-- What a connection was before it lost the right to be one, so that regaining it hides nothing: a
-- grant that was dead before is dead after. Empty: active.
alter table calendar_connection add column paused_from text not null default '';
alter table calendar_connection add column paused_reason text not null default '';
