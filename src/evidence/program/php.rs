//! PHP: what it calls. Its servers (FPM, Apache, nginx) are configured outside the program.

use std::sync::LazyLock;

use regex::Regex;

use super::Needs;
use super::code;
use super::pattern::regex;
use super::project::Project;
use super::tls;

static PACKAGE: LazyLock<Regex> = LazyLock::new(|| regex(r#""([\w.-]+/[\w.-]+)"\s*:\s*""#));

const SERVICES: &[(&str, &str)] = &[
    ("aws/aws-sdk-php*", "AWS"),
    ("google/cloud-*", "Google Cloud"),
    ("google/apiclient", "Google's APIs"),
    ("stripe/stripe-php", "Stripe"),
    ("sentry/*", "Sentry"),
    ("twilio/sdk", "Twilio"),
    ("sendgrid/sendgrid", "SendGrid"),
    ("openai-php/*", "OpenAI"),
    ("laravel/socialite", "sign-in services"),
];

pub(super) fn read(project: &Project, needs: &mut Needs) {
    let files = project.codes(&["php"], &code::PHP);
    tls::literals(&files, needs, &tls::PHP);
    if let Some(source) = project.file("composer.json") {
        tls::manifest(source, &PACKAGE, SERVICES, needs);
    }
}
