//! The two macros behind the keys: `texts!` declares an area and its English, `values!` fills a
//! language. They hold no sentences and know no area.

/// Declares the struct of an area and its English values from the same lines.
macro_rules! texts {
    ($(#[$doc:meta])* $name:ident { $($body:tt)* }) => {
        text_fields! { [$(#[$doc])* $name] [] $($body)* }
        values! { pub const EN: $name; $($body)* }
    };
}

/// Turns the lines of an area into the fields of its struct.
macro_rules! text_fields {
    ([$(#[$doc:meta])* $name:ident] [$($fields:tt)*]) => {
        $(#[$doc])*
        pub struct $name { $($fields)* }
    };
    ($head:tt [$($fields:tt)*] $key:ident = $text:literal; $($rest:tt)*) => {
        text_fields! { $head [$($fields)* pub $key: &'static str,] $($rest)* }
    };
    ($head:tt [$($fields:tt)*] $key:ident ($($arg:ident: $ty:ty),+) = $text:expr; $($rest:tt)*) => {
        text_fields! { $head [$($fields)* pub $key: fn($($ty),+) -> String,] $($rest)* }
    };
}

/// Fills the struct of an area for one language.
macro_rules! values {
    (pub const $language:ident: $name:ident; $($body:tt)*) => {
        text_values! { [$language $name] [] $($body)* }
    };
}

/// Turns the lines of an area into the values of its struct.
macro_rules! text_values {
    ([$language:ident $name:ident] [$($values:tt)*]) => {
        pub const $language: $name = $name { $($values)* };
    };
    ($head:tt [$($values:tt)*] $key:ident = $text:literal; $($rest:tt)*) => {
        text_values! { $head [$($values)* $key: $text,] $($rest)* }
    };
    ($head:tt [$($values:tt)*] $key:ident ($($arg:ident: $ty:ty),+) = $text:literal; $($rest:tt)*) => {
        text_values! { $head [$($values)* $key: |$($arg: $ty),+| format!($text),] $($rest)* }
    };
    ($head:tt [$($values:tt)*] $key:ident ($($arg:ident: $ty:ty),+) = $text:expr; $($rest:tt)*) => {
        text_values! { $head [$($values)* $key: $text,] $($rest)* }
    };
}
