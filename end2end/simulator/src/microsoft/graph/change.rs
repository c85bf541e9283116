//! What writing does to a mailbox: create, update, move, delete, and what lies in Deleted Items.
//!
//! Also used for what the owner does by hand, which needs no token but follows the same rules.

use serde_json::{Map, Value, json};

use super::error::GraphError;
use super::event;
use crate::microsoft::settings::{OfDeleted, SecondDelete};
use crate::microsoft::state::{Account, Folder, Item, MicrosoftChange};
use crate::secret;
use crate::sim::Desk;

/// Makes an event, or gives the one that was made with the same `transactionId`.
pub fn create(
    desk: &mut Desk,
    account: &Account,
    folder: Folder,
    body: &Map<String, Value>,
) -> Result<Item, GraphError> {
    let read = event::read(body)?;
    let fields = event::complete(read.fields)?;
    let made_with = Value::Object(body.clone());
    if let Some(id) = &read.transaction_id {
        let same = |item: &&Item| item.transaction_id.as_ref() == Some(id);
        let earlier = desk.microsoft.items(&account.address).find(same).cloned();
        if let Some(answer) = earlier.and_then(|item| repeated(desk, item, &made_with)) {
            return answer;
        }
    }
    let now = desk.now();
    let item = Item {
        immutable_id: format!("AAkALg{}AA=", secret::random(66)),
        id: regular_id(),
        folder,
        fields,
        properties: read.properties,
        transaction_id: read.transaction_id,
        made_with,
        change_key: change_key(),
        created: now,
        modified: now,
    };
    keep(desk, account, &item);
    Ok(item)
}

/// What a `transactionId` that was used before gives; nothing when a new event is to be made.
fn repeated(desk: &Desk, item: Item, made_with: &Value) -> Option<Result<Item, GraphError>> {
    let settings = &desk.settings.microsoft;
    let deleted = item.folder == Folder::DeletedItems;
    match (deleted, settings.transaction_of_deleted) {
        (true, OfDeleted::New) => return None,
        (true, OfDeleted::Duplicate) => {}
        _ if item.made_with == *made_with => return Some(Ok(item)),
        _ => {}
    }
    let message = "Your request can't be completed. The TransactionId specified in the request has \
                   already been used to create a different event.";
    let mut error = GraphError::new(
        settings.duplicate_transaction_status,
        "ErrorDuplicateTransactionId",
        message,
    );
    error.more = Some(("@event.existingEventId", item.id.into()));
    Some(Err(error))
}

/// Replaces the named fields.
pub fn update(
    desk: &mut Desk,
    account: &Account,
    mut item: Item,
    body: &Map<String, Value>,
    etag: Option<&str>,
) -> Result<Item, GraphError> {
    let current = format!("W/\"{}\"", item.change_key);
    if etag.is_some_and(|etag| etag != "*" && etag != current) {
        return Err(GraphError::conflict());
    }
    let read = event::read(body)?;
    if body.contains_key("transactionId") && read.transaction_id != item.transaction_id {
        let message = "The property 'transactionId' cannot be changed after the event was created.";
        return Err(GraphError::property(message));
    }
    let mut fields = item.fields.clone();
    for (name, value) in read.fields {
        match (fields.get_mut(&name), value) {
            // A body, a place: what is not named stays.
            (Some(Value::Object(there)), Value::Object(change))
                if name == "body" || name == "location" =>
            {
                there.extend(change);
            }
            (_, value) => {
                fields.insert(name, value);
            }
        }
    }
    item.fields = event::complete(fields)?;
    item.properties.extend(read.properties);
    item.change_key = change_key();
    item.modified = desk.now();
    keep(desk, account, &item);
    Ok(item)
}

/// Moves to Deleted Items; what lies there already is told apart by the settings.
pub fn delete(desk: &mut Desk, account: &Account, item: Item) -> Result<(), GraphError> {
    if item.folder == Folder::DeletedItems {
        return match desk.settings.microsoft.second_delete {
            SecondDelete::Forbidden => {
                let message = "Object cannot be deleted.";
                Err(GraphError::new(403, "ErrorCannotDeleteObject", message))
            }
            SecondDelete::NotFound => Err(GraphError::not_found()),
            SecondDelete::Again => Ok(()),
        };
    }
    shift(desk, account, item, Folder::DeletedItems);
    Ok(())
}

/// Moves an item: its id changes, its immutable id does not.
pub fn shift(desk: &mut Desk, account: &Account, mut item: Item, folder: Folder) -> Item {
    item.folder = folder;
    item.id = regular_id();
    item.change_key = change_key();
    item.modified = desk.now();
    keep(desk, account, &item);
    item
}

/// Out of Deleted Items as well: nobody finds it any more.
pub fn destroy(desk: &mut Desk, account: &Account, item: &Item) {
    desk.microsoft(MicrosoftChange::EventGone {
        address: account.address.clone(),
        id: item.immutable_id.clone(),
    });
}

/// An item by the kind of id that was asked with. Ids are case-sensitive.
pub fn find(desk: &Desk, account: &Account, id: &str, immutable: bool) -> Result<Item, GraphError> {
    let shaped = |byte: u8| byte.is_ascii_alphanumeric() || b"-_=".contains(&byte);
    if !id.bytes().all(shaped) {
        return Err(GraphError::bad(
            "ErrorInvalidIdMalformed",
            "Id is malformed.",
        ));
    }
    let found = desk.microsoft.items(&account.address).find(|item| {
        let own = if immutable {
            &item.immutable_id
        } else {
            &item.id
        };
        own == id
    });
    let item = found.cloned().ok_or_else(GraphError::not_found)?;
    let hidden = item.folder == Folder::DeletedItems && !desk.settings.microsoft.trash_is_found;
    match hidden {
        true => Err(GraphError::not_found()),
        false => Ok(item),
    }
}

fn regular_id() -> String {
    format!("AAMkAG{}AAA=", secret::random(105))
}

fn change_key() -> String {
    format!("{}==", secret::random(16))
}

fn keep(desk: &mut Desk, account: &Account, item: &Item) {
    desk.microsoft(MicrosoftChange::Event {
        address: account.address.clone(),
        item: Box::new(item.clone()),
    });
}

/// The id of a calendar or folder. Calendars have no immutable id.
pub fn folder_id(account: &Account, folder: Folder) -> String {
    let hash = secret::hash(&format!("{}:{folder:?}", account.address));
    format!(
        "AAMkAG{}AAAAAA{}AAA=",
        secret::encoded(&hash),
        secret::encoded(&hash[..20])
    )
}

/// A calendar as Graph shows it.
pub fn calendar(account: &Account, folder: Folder) -> Value {
    let name = match folder {
        Folder::Calendar => "Calendar",
        Folder::Other => "Other",
        Folder::DeletedItems => "Deleted Items",
    };
    json!({
        "id": folder_id(account, folder),
        "name": name,
        "color": "auto",
        "hexColor": "",
        "isDefaultCalendar": folder == Folder::Calendar,
        "changeKey": secret::encoded(&secret::hash(name)[..12]),
        "canShare": folder == Folder::Calendar,
        "canViewPrivateItems": true,
        "canEdit": true,
        "allowedOnlineMeetingProviders": [],
        "defaultOnlineMeetingProvider": "unknown",
        "isTallyingResponses": folder == Folder::Calendar,
        "isRemovable": folder == Folder::Other,
        "owner": {"name": account.name, "address": account.address},
    })
}
