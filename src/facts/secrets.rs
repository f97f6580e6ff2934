//! What a secret looks like: by the name of the variable that holds it, and by itself.

/// The start of a token, how long one is at least, and whose it is.
///
/// From the documentation of each service; none of them is secret.
const TOKENS: [(&str, usize, &str); 24] = [
    ("ghp_", 40, "a token of GitHub"),
    ("gho_", 40, "a token of GitHub"),
    ("ghu_", 40, "a token of GitHub"),
    ("ghs_", 40, "a token of GitHub"),
    ("ghr_", 40, "a token of GitHub"),
    ("github_pat_", 60, "a token of GitHub"),
    ("glpat-", 26, "a token of GitLab"),
    ("gldt-", 25, "a token of GitLab"),
    ("npm_", 40, "a token of npm"),
    ("pypi-AgE", 60, "a token of PyPI"),
    ("AKIA", 20, "an access key of AWS"),
    ("ASIA", 20, "an access key of AWS"),
    ("sk_live_", 24, "a key of Stripe"),
    ("rk_live_", 24, "a key of Stripe"),
    ("xoxb-", 40, "a token of Slack"),
    ("xoxp-", 40, "a token of Slack"),
    ("AIza", 39, "a key of Google"),
    ("dckr_pat_", 30, "a token of Docker Hub"),
    ("hf_", 37, "a token of Hugging Face"),
    ("sk-proj-", 40, "a key of OpenAI"),
    ("sk-ant-", 40, "a key of Anthropic"),
    ("dop_v1_", 60, "a token of DigitalOcean"),
    ("shpat_", 38, "a token of Shopify"),
    ("AGE-SECRET-KEY-", 70, "a private key of age"),
];

/// Whose token stands in `text`, by a form that says so; `None` where there is none.
pub fn token(text: &str) -> Option<&'static str> {
    // No token is shorter, and most words are.
    const SHORTEST: usize = 20;
    if text.len() < SHORTEST {
        return None;
    }
    let pieces = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
    pieces.filter(|piece| piece.len() >= SHORTEST).find_map(|piece| {
        let is = |(start, length, _): &&(&str, usize, &str)| {
            let is_of_aws = !matches!(*start, "AKIA" | "ASIA") || is_capital(piece) && piece.len() == *length;
            piece.starts_with(start) && piece.len() >= *length && is_of_aws && is_mixed(&piece[start.len()..])
        };
        TOKENS.iter().find(is).filter(|_| is_real(piece)).map(|(_, _, whose)| *whose)
    })
}

/// Whether a value looks as if a machine made it, not a person.
pub fn is_random(value: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '/' | '=' | '.');
    let kinds: Vec<u8> = value.bytes().map(|byte| u8::from(byte.is_ascii_digit())).collect();
    let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let digits = kinds.iter().filter(|it| **it == 1).count();
    value.len() >= 16 && value.chars().all(is_part) && changes >= 4 && digits >= 4
}

/// The id of a key that everybody may know: that of a signing key, as `gpg` shows it.
pub fn is_key_id(value: &str) -> bool {
    let digits: Vec<char> = value.trim_start_matches("0x").chars().filter(|c| !c.is_whitespace()).collect();
    matches!(digits.len(), 8 | 16 | 40) && digits.iter().all(char::is_ascii_hexdigit)
}

fn is_capital(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Letters and digits, several of them different.
fn is_mixed(text: &str) -> bool {
    let different: std::collections::BTreeSet<u8> = text.bytes().collect();
    text.bytes().any(|it| it.is_ascii_digit()) && text.bytes().any(|it| it.is_ascii_alphabetic()) && different.len() > 6
}

/// `DB_PASSWORD`, `STRIPE_SECRET_KEY`; not `NEXT_PUBLIC_API_KEY`, `TOKEN_TTL` or `SECRET_FILE`.
pub fn is_secret_name(name: &str) -> bool {
    const SECRET: [&str; 11] = [
        "SECRET",
        "SECRETS",
        "PASSWORD",
        "PASSWD",
        "PASS",
        "PWD",
        "PASSPHRASE",
        "TOKEN",
        "APIKEY",
        "CREDENTIALS",
        "KEY",
    ];
    const PUBLIC: [&str; 8] = ["PUBLIC", "PUBLISHABLE", "VITE", "REACT", "SITE", "ANON", "GATSBY", "STORYBOOK"];
    let parts: Vec<&str> = name.split('_').collect();
    let is_last = |part: &&str| parts.last() == Some(part);
    // The last word says what the value is: a `TOKEN_URL` is an address.
    SECRET.iter().any(is_last) && name != "PWD" && !parts.iter().any(|part| PUBLIC.contains(part))
}

/// Whether a value is a secret itself rather than a name for one that is still to come.
pub fn is_real(value: &str) -> bool {
    const STAND_INS: [&str; 16] = [
        "change",
        "example",
        "placeholder",
        "your-",
        "your_",
        "yourkey",
        "replace",
        "xxx",
        "dummy",
        "***",
        "todo",
        "insert",
        "sample",
        "...",
        "fake",
        "put_",
    ];
    const USUAL: [&str; 14] = [
        "password",
        "passw0rd",
        "secret",
        "postgres",
        "postgresql",
        "mysql",
        "mariadb",
        "rootroot",
        "rootpassword",
        "default",
        "localhost",
        "supersecret",
        "minioadmin",
        "development",
    ];
    let lower = value.to_ascii_lowercase();
    // `shop-password`, `my_secret`: words that say what they stand for.
    let is_words = !value.bytes().any(|byte| byte.is_ascii_digit())
        && ["password", "secret", "token"].iter().any(|word| lower.contains(word));
    value.len() >= 6
        && !is_words
        && !value.starts_with(['$', '<', '{', '[', '%'])
        && !value.contains("${")
        && !value.bytes().all(|byte| byte.is_ascii_digit())
        && !["/", "./", "../", "~/"].iter().any(|start| value.starts_with(start))
        && !STAND_INS.iter().any(|word| lower.contains(word))
        && !USUAL.contains(&lower.as_str())
}

/// `hunter2` of `postgres://app:hunter2@db/app`, unless the user has the same name.
pub fn password_of_url(value: &str) -> Option<&str> {
    let (_, rest) = value.split_once("://")?;
    let (user, password) = rest.split(['/', '?']).next()?.rsplit_once('@')?.0.split_once(':')?;
    (user != password).then_some(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Put together here, so that nobody takes them for real ones.
    fn made(start: &str, length: usize) -> String {
        let body = "0a1B2c3D4e5F6g7H8i9J".repeat(5);
        format!("{start}{}", &body[..length - start.len()])
    }

    #[test]
    fn tokens_say_whose_they_are() {
        assert_eq!(token(&made("ghp_", 40)), Some("a token of GitHub"));
        assert_eq!(token(&format!("https://x:{}@host/a", made("glpat-", 26))), Some("a token of GitLab"));
        assert_eq!(token(&format!("AKIA{}", "0A1B2C3D4E5F6G7H")), Some("an access key of AWS"));
        for harmless in
            ["ghp_short", "npm_config_cache", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "AKIAIOSFODNN7EXAMPLE"]
        {
            assert_eq!(token(harmless), None, "{harmless}");
        }
    }

    #[test]
    fn machines_write_otherwise_than_people() {
        assert!(is_random("9fK2x0vQ81mZ77ab") && is_random("3f9a0c7b2d1e4f6a8b"));
        assert!(!is_random("correct-horse-battery") && !is_random("my-app-2024-production") && !is_random("a1b2c3"));
    }
}
