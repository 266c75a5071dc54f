//! What templates know of the whole site.

use tera::Value;

use super::object::Object;
use super::{locale, plural_key};
use crate::config::Config;
use crate::library::{Kind, Library, Page, PageOf};
use crate::load::Theme;
use crate::settings::{self, Logo, MenuItem, Target};
use crate::url;

/// What every page is given as `site`.
pub(super) fn site(library: &Library, theme: &Theme, config: &Config) -> Value {
    let settings = &theme.settings;
    Object::new()
        .set("title", config.title.as_str())
        .text("description", config.description.as_deref())
        .set("language", config.language.as_str())
        .set("locale", locale::of(&config.language))
        .text("base_url", config.base_url.as_deref())
        .text("disclaimer", settings.disclaimer.as_deref())
        .text("footer", settings.footer.as_deref())
        .set("logo", settings.logo.as_ref().and_then(|logo| picture(logo, library, theme, config)))
        .set("style", theme.style_href())
        .set("extra", Value::from_serializable(&config.extra))
        .set("generator", concat!("Acupress ", env!("CARGO_PKG_VERSION")))
        .set("menu", Menu { library, theme, config }.links())
        .into()
}

struct Menu<'a> {
    library: &'a Library,
    theme: &'a Theme,
    config: &'a Config,
}

impl Menu<'_> {
    /// The links that the publisher chose, or all kinds that have a list.
    fn links(&self) -> Vec<Value> {
        match &self.theme.settings.menu {
            Some(items) => items.iter().filter_map(|item| self.chosen(item)).collect(),
            None => Kind::INDEXED.into_iter().filter_map(|kind| self.list(kind, None)).collect(),
        }
    }

    fn chosen(&self, item: &MenuItem) -> Option<Value> {
        let title = item.title.as_deref();
        match &item.target {
            Target::Home => {
                let title = title.unwrap_or_else(|| self.theme.words.get("nav.home"));
                Some(link(Some("home"), title, Some(self.href("")), None))
            }
            Target::Kind(kind) => self.list(*kind, title),
            Target::Here(written) => {
                let (address, behind) = settings::here(written, &self.library.routes)?;
                let href = self.href(&address) + &url::encode_address(behind);
                Some(link(None, title.unwrap_or(written), Some(href), None))
            }
            Target::Elsewhere(address) => Some(link(None, title.unwrap_or(address), None, Some(address))),
        }
    }

    /// The list of a kind; none if the kind has no entries yet.
    fn list(&self, kind: Kind, title: Option<&str>) -> Option<Value> {
        let is_list = |page: &&Page| matches!(page.of, PageOf::Index(other, _) if other == kind);
        let page = self.library.routes.pages.iter().find(is_list)?;
        let key = plural_key(kind);
        let title = title.unwrap_or_else(|| self.theme.words.get(&key));
        Some(link(Some(kind.name()), title, Some(self.href(&page.url)), None))
    }

    fn href(&self, address: &str) -> String {
        url::page_href(address, self.config.portable)
    }
}

/// A link of the menu: `href` counts from the site's root, `url` is another site's.
fn link(kind: Option<&str>, title: &str, href: Option<String>, url: Option<&str>) -> Value {
    Object::new().text("kind", kind).set("title", title).set("href", href).text("url", url).into()
}

fn picture(logo: &Logo, library: &Library, theme: &Theme, config: &Config) -> Option<Value> {
    let address = logo.address(&library.routes, |path| theme.has_asset(path))?;
    // Where the logo stands alone, its words name the link to the home page.
    let alt = logo.alt.as_deref().or(logo.alone.then_some(config.title.as_str()));
    let picture = Object::new()
        .set("src_href", url::encode_path(&address))
        .set("alt", alt.unwrap_or(""))
        .set("alone", logo.alone)
        .set("width", logo.width)
        .set("height", logo.height);
    Some(picture.into())
}
