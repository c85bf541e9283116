//! The macros behind the keys: `texts!` declares an area and its English, `values!` fills one
//! language. They hold no sentences and know no area.

/// Declares the struct of an area and its English values from the same lines.
macro_rules! texts {
    ($(#[$doc:meta])* $name:ident {
        $($key:ident $(($($arg:ident: $ty:ty),+))? $(= $text:literal)? $(=> $make:expr)?;)*
    }) => {
        $(#[$doc])*
        pub struct $name {
            $(pub $key: text_type!($(($($ty),+))?),)*
        }

        values! {
            EN: $name {
                $($key $(($($arg: $ty),+))? $(= $text)? $(=> $make)?;)*
            }
        }
    };
}

/// Fills the struct of an area for one language; a key that is missing does not compile.
macro_rules! values {
    ($language:ident: $name:ident {
        $($key:ident $(($($arg:ident: $ty:ty),+))? $(= $text:literal)? $(=> $make:expr)?;)*
    }) => {
        /// The sentences of this area in this language.
        pub const $language: $name = $name {
            $($key: text_value!($(($($arg: $ty),+))? $(= $text)? $(=> $make)?),)*
        };
    };
}

/// A plain sentence, or a function of its parameters.
macro_rules! text_type {
    () => { &'static str };
    (($($ty:ty),+)) => { fn($($ty),+) -> String };
}

/// A plain sentence, a sentence with its parameters in braces, or any closure.
macro_rules! text_value {
    (= $text:literal) => { $text };
    (($($arg:ident: $ty:ty),+) = $text:literal) => { |$($arg: $ty),+| format!($text) };
    (($($arg:ident: $ty:ty),+) => $make:expr) => { $make };
}

#[cfg(test)]
mod tests {
    texts! {
        /// An area with one key of each kind.
        Sample {
            plain = "Sign in";
            with(name: &str, n: i64) = "{name} has {n}";
            made(n: i64) => |n| if n == 1 { "one".into() } else { format!("many: {n}") };
        }
    }

    values! {
        ES: Sample {
            plain = "Iniciar sesión";
            with(name: &str, n: i64) = "{name} tiene {n}";
            made(n: i64) => |n| format!("{n}");
        }
    }

    #[test]
    fn each_kind_of_key_reads_its_sentence_in_each_language() {
        assert_eq!(EN.plain, "Sign in");
        assert_eq!((EN.with)("Ann", 2), "Ann has 2");
        assert_eq!((EN.made)(1), "one");
        assert_eq!((EN.made)(3), "many: 3");
        assert_eq!(ES.plain, "Iniciar sesión");
        assert_eq!((ES.with)("Ann", 2), "Ann tiene 2");
        assert_eq!((ES.made)(3), "3");
    }
}
