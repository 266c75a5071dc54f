//! What search engines read of a page: JSON-LD in the vocabulary of schema.org.
//!
//! Each page has one tree, whose root is the page or, at home, the site. Addresses in it are whole, so all of them
//! are left out where the site's own address is not known.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::pages::doi;
use super::{Renderer, changes, json, plural_key};
use crate::library::{EntryId, Facts, Kind, Page, PageOf, Relation, RelationKind};
use crate::load::{Bibliography, FrontMatter};
use crate::tcm::text::one_line;
use crate::tcm::{PointId, isbn};
use crate::url;
use crate::weave::WovenImage;

/// Things of one sort that a page tells of at most, the most told of first: pages stay light.
const TOLD: usize = 32;

/// Words in the names of authors that are no persons.
const ORGANISATIONS: &[&str] = &[
    "academy",
    "association",
    "board",
    "center",
    "centre",
    "clinic",
    "college",
    "commission",
    "committee",
    "council",
    "department",
    "editorial",
    "editors",
    "foundation",
    "group",
    "hospital",
    "institute",
    "library",
    "ministry",
    "organisation",
    "organization",
    "school",
    "society",
    "staff",
    "team",
    "university",
];
/// The same in Chinese, where names end in them.
const ORGANISATIONS_HAN: &[&str] =
    &["社", "部", "會", "会", "院", "組織", "组织", "中心", "大學", "大学", "診所", "诊所"];

/// A thing with its properties: JSON under construction, without the brace that closes it.
struct Thing(String);

/// What a property can hold.
trait Held {
    /// Writes it as JSON that may stand in a script element.
    fn write(self, out: &mut String);
}

impl Held for &str {
    fn write(self, out: &mut String) {
        json::push_text_in_script(out, self);
    }
}

impl Held for String {
    fn write(self, out: &mut String) {
        self.as_str().write(out);
    }
}

impl Held for usize {
    fn write(self, out: &mut String) {
        let _ = write!(out, "{self}");
    }
}

impl Held for Thing {
    fn write(self, out: &mut String) {
        out.push_str(&self.0);
        out.push('}');
    }
}

impl<T: Held> Held for Vec<T> {
    fn write(self, out: &mut String) {
        out.push('[');
        for (index, value) in self.into_iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            value.write(out);
        }
        out.push(']');
    }
}

impl Thing {
    fn of(kind: &str) -> Thing {
        let mut json = String::with_capacity(256);
        json.push_str("{\"@type\":");
        kind.write(&mut json);
        Thing(json)
    }

    fn set(mut self, property: &str, value: impl Held) -> Thing {
        self.0.push(',');
        property.write(&mut self.0);
        self.0.push(':');
        value.write(&mut self.0);
        self
    }

    /// Sets a property, if there is a value.
    fn maybe(self, property: &str, value: Option<impl Held>) -> Thing {
        match value {
            Some(value) => self.set(property, value),
            None => self,
        }
    }

    /// Sets a property to its values: to none, one or a list.
    fn all<T: Held>(self, property: &str, values: impl IntoIterator<Item = T>) -> Thing {
        let mut values: Vec<T> = values.into_iter().collect();
        match values.len() {
            0 => self,
            1 => self.maybe(property, values.pop()),
            _ => self.set(property, values),
        }
    }

    /// The whole of it, ready to stand in a script element.
    fn in_script(self) -> String {
        self.0 + "}"
    }
}

impl Renderer {
    /// The structured data of a page, ready to stand in a script element; none for pages that nobody is to find.
    pub(super) fn structured(&self, page: &Page, title: &str, summary: &str) -> Option<String> {
        let address = self.absolute(&page.url);
        let language = self.config.language.as_str();
        let of_page = |kind: &str| {
            Thing::of(kind)
                .maybe("@id", address.clone())
                .maybe("url", address.clone())
                .set("name", title)
                .set("description", summary)
                .set("inLanguage", language)
                .set("isPartOf", self.part_of_site())
                .set("breadcrumb", self.breadcrumb(page, title))
        };
        let root = match &page.of {
            PageOf::Home(_) => self
                .site()
                .set("description", summary)
                .set("inLanguage", language)
                .maybe("potentialAction", self.search_action()),
            PageOf::Index(kind, _) => {
                let list = Thing::of(if is_term(*kind) { "DefinedTermSet" } else { "ItemList" })
                    .maybe("@id", self.set_id(*kind))
                    .set("name", self.theme.words.get(&plural_key(*kind)));
                let list = match is_term(*kind) {
                    true => list,
                    false => list.set("numberOfItems", self.library.ids_of(*kind).count()),
                };
                of_page("CollectionPage").set("mainEntity", list)
            }
            PageOf::IndexPage(..) | PageOf::Atlas => of_page("CollectionPage"),
            PageOf::Articles(id, _) => of_page("CollectionPage").all("about", self.references_to([*id])),
            PageOf::Section(source) => of_page("CollectionPage")
                .maybe("dateModified", changes::of_file(&self.library, *source).map(|date| date.to_string())),
            PageOf::Entry(id) => {
                let kind = self.library.entry(*id).kind;
                let web_page = of_page(match kind {
                    Kind::Source | Kind::Page => "WebPage",
                    _ => "MedicalWebPage",
                });
                self.of_entry(*id, web_page, title, summary)
            }
            PageOf::Search | PageOf::NotFound | PageOf::Redirect(_) => return None,
        };
        Some(root.set("@context", "https://schema.org").in_script())
    }

    /// The whole address of a path of the site.
    pub(super) fn absolute(&self, path: &str) -> Option<String> {
        self.config.base_url.as_ref().map(|base| format!("{base}{}", url::encode_path(path)))
    }

    /// The id of what a page is about, which is not the page.
    fn entity_id(&self, id: EntryId) -> Option<String> {
        self.absolute(&self.library.entry(id).url).map(|address| format!("{address}#entity"))
    }

    /// The id of the list of a kind.
    fn set_id(&self, kind: Kind) -> Option<String> {
        self.absolute(&format!("{}/", kind.plural())).map(|address| format!("{address}#list"))
    }

    fn site(&self) -> Thing {
        Thing::of("WebSite")
            .maybe("@id", self.absolute("").map(|address| format!("{address}#website")))
            .maybe("url", self.absolute(""))
            .set("name", self.config.title.as_str())
    }

    /// The site by its id, which the home page tells more of; by its name where ids are not known.
    fn part_of_site(&self) -> Thing {
        match self.absolute("") {
            Some(address) => Thing::of("WebSite").set("@id", format!("{address}#website")),
            None => self.site(),
        }
    }

    /// How a query is put to the site's search.
    fn search_action(&self) -> Option<Thing> {
        let template = format!("{}?q={{search_term_string}}", self.absolute("search/")?);
        let target = Thing::of("EntryPoint").set("urlTemplate", template);
        let input = "required name=search_term_string";
        Some(Thing::of("SearchAction").set("target", target).set("query-input", input))
    }

    /// The way from the home page to a page.
    fn breadcrumb(&self, page: &Page, title: &str) -> Thing {
        let words = &self.theme.words;
        let mut steps = vec![(words.get("nav.home").to_owned(), String::new())];
        if let PageOf::Entry(id) | PageOf::Articles(id, _) = page.of
            && let kind = self.library.entry(id).kind
            && kind != Kind::Page
        {
            steps.push((words.get(&plural_key(kind)).to_owned(), format!("{}/", kind.plural())));
        }
        steps.push((title.to_owned(), page.url.clone()));
        let items = steps.into_iter().zip(1..).map(|((name, path), position)| {
            Thing::of("ListItem").set("position", position).set("name", name).maybe("item", self.absolute(&path))
        });
        Thing::of("BreadcrumbList").set("itemListElement", items.collect::<Vec<_>>())
    }

    /// An entry's page, with what it is about.
    fn of_entry(&self, id: EntryId, page: Thing, title: &str, summary: &str) -> Thing {
        let library = &self.library;
        let entry = library.entry(id);
        let front = library.source_of(id).map(|source| &source.front_matter);
        let published = front.and_then(|front| front.date).map(|date| date.to_string());
        let changed = self.changes[id.index()].map(|date| date.to_string());
        let image = entry.source.and_then(|source| self.image_object(self.weaving.brief(source).image.as_ref()?));
        let cited = self.citations(id);
        if entry.kind == Kind::Article {
            let article = Thing::of("Article")
                .maybe("@id", self.entity_id(id))
                .set("headline", title)
                .all("author", front.into_iter().flat_map(|front| &front.authors).map(|name| agent(name)))
                .maybe("datePublished", published)
                .maybe("dateModified", changed)
                .maybe("image", image)
                .all("keywords", front.into_iter().flat_map(|front| &front.tags).map(String::as_str))
                .all("about", self.references_to(self.ends_of(id, RelationKind::Covers)))
                .all("citation", cited);
            return page.set("mainEntity", article);
        }
        let page = page.maybe("datePublished", published).maybe("dateModified", changed).all("citation", cited);
        let thing = |kind: &str| {
            Thing::of(kind)
                .maybe("@id", self.entity_id(id))
                .maybe("url", self.absolute(&entry.url))
                .set("name", title)
                .set("description", summary)
        };
        let medical = |kind: RelationKind| self.references_to(self.ends_of(id, kind));
        match entry.kind {
            Kind::Condition => {
                let condition = self.condition_facts(id, front, thing("MedicalCondition").maybe("image", image));
                let mentioned = self.ends_of(id, RelationKind::PresentsAs).into_iter();
                let points = self.starts_of(id, RelationKind::Serves);
                page.set("mainEntity", condition).all("mentions", self.references_to(mentioned.chain(points)))
            }
            Kind::Point | Kind::Pattern | Kind::Channel | Kind::Organ => {
                let term = thing("DefinedTerm")
                    .maybe("termCode", self.term_code(id))
                    .all("alternateName", self.other_names(id))
                    .set("inDefinedTermSet", self.term_set(entry.kind))
                    .maybe("image", image)
                    .maybe("about", front.and_then(|front| front.icd11.as_deref()).map(medical_code));
                let mentioned: Vec<Thing> = match entry.kind {
                    Kind::Point => {
                        medical(RelationKind::Serves).into_iter().chain(medical(RelationKind::Addresses)).collect()
                    }
                    Kind::Pattern => {
                        let conditions = self.starts_of(id, RelationKind::PresentsAs).into_iter();
                        self.references_to(conditions.chain(self.starts_of(id, RelationKind::Addresses)))
                    }
                    Kind::Channel => self.references_to(self.starts_of(id, RelationKind::LiesOn)),
                    _ => self.references_to(self.starts_of(id, RelationKind::Involves)),
                };
                page.set("mainEntity", term).all("mentions", mentioned)
            }
            Kind::Source => {
                let work = self.work_facts(id, thing(self.work_kind(id)).maybe("image", image));
                page.set("mainEntity", work)
            }
            Kind::Article | Kind::Page => page
                .maybe("image", image)
                .all("author", front.into_iter().flat_map(|front| &front.authors).map(|name| agent(name))),
        }
    }

    /// What is known of a condition: its code, signs and treatments.
    fn condition_facts(&self, id: EntryId, front: Option<&FrontMatter>, condition: Thing) -> Thing {
        condition
            .all("alternateName", self.other_names(id))
            .set("medicineSystem", "https://schema.org/TraditionalChinese")
            .maybe("code", front.and_then(|front| front.icd11.as_deref()).map(medical_code))
            .all("signOrSymptom", self.told_signs(id))
            .all("possibleTreatment", self.therapies(id, front))
    }

    /// The signs by which articles tell a condition's patterns apart, each once.
    fn told_signs(&self, id: EntryId) -> Vec<Thing> {
        let words = &self.theme.words;
        let mut signs: Vec<(&str, String)> = Vec::new();
        let items = self.library.from(id, RelationKind::PresentsAs).filter_map(|told| self.library.pattern_item(told));
        for item in items {
            if signs.len() == TOLD {
                break;
            }
            let symptoms = item.symptoms.iter().map(|symptom| ("MedicalSymptom", one_line(symptom)));
            let sign = |key: &str, sign: &Option<String>| {
                let sign = one_line(sign.as_deref()?);
                Some(("MedicalSign", format!("{}{}{sign}", words.get(key), words.get("summary.colon"))))
            };
            let found = [sign("field.tongue", &item.tongue), sign("field.pulse", &item.pulse)];
            for sign in symptoms.chain(found.into_iter().flatten()) {
                if signs.len() < TOLD && !signs.contains(&sign) {
                    signs.push(sign);
                }
            }
        }
        signs.into_iter().map(|(kind, name)| Thing::of(kind).set("name", name)).collect()
    }

    /// How articles treat a condition: each method once, with the points that it is told of.
    fn therapies(&self, id: EntryId, front: Option<&FrontMatter>) -> Vec<Thing> {
        let library = &self.library;
        let mut methods: Vec<(String, Vec<PointId>)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let own = front.and(library.entry(id).source);
        let articles = library.to(id, RelationKind::Covers).map(|told| told.provenance.source);
        for source in own.into_iter().chain(articles) {
            let points = &library.resolved(source).treatments;
            for (treatment, points) in library.source(source).front_matter.treatments.iter().zip(points) {
                let method = one_line(&treatment.method.value);
                let place = *places.entry(method.to_lowercase()).or_insert_with(|| {
                    methods.push((method, Vec::new()));
                    methods.len() - 1
                });
                let told = &mut methods[place].1;
                for point in points.iter().flatten() {
                    if !told.contains(point) {
                        told.push(*point);
                    }
                }
            }
        }
        // Points that serve it, by whatever method.
        let treated: HashSet<PointId> = methods.iter().flat_map(|(_, points)| points.iter().copied()).collect();
        let serving = self.starts_of(id, RelationKind::Serves);
        let others: Vec<PointId> =
            serving.into_iter().filter_map(|id| self.point_of(id)).filter(|point| !treated.contains(point)).collect();
        if !others.is_empty() {
            methods.push((self.theme.words.get("therapy.points").to_owned(), others));
        }
        let points_of = |points: &[PointId]| {
            let names = points.iter().take(TOLD).map(|point| {
                let point = library.registry.point(*point);
                format!("{} {}", point.code, point.name)
            });
            names.collect::<Vec<_>>().join(self.theme.words.get("list.separator"))
        };
        let therapy = |(method, points): &(String, Vec<PointId>)| {
            Thing::of("MedicalTherapy")
                .set("name", method.as_str())
                .maybe("description", (!points.is_empty()).then(|| points_of(points)))
                .set("medicineSystem", "https://schema.org/TraditionalChinese")
        };
        methods.iter().take(TOLD).map(therapy).collect()
    }

    fn point_of(&self, id: EntryId) -> Option<PointId> {
        match self.library.entry(id).facts {
            Facts::Point(point) => Some(point),
            _ => None,
        }
    }

    /// Entries as one names them on other pages.
    fn references_to(&self, ids: impl IntoIterator<Item = EntryId>) -> Vec<Thing> {
        let reference = |id: EntryId| {
            let entry = self.library.entry(id);
            let kind = match entry.kind {
                Kind::Article => "Article",
                Kind::Condition => "MedicalCondition",
                Kind::Source => self.work_kind(id),
                Kind::Page => "WebPage",
                Kind::Pattern | Kind::Point | Kind::Channel | Kind::Organ => "DefinedTerm",
            };
            // Its own page tells the rest.
            Thing::of(kind).maybe("@id", self.entity_id(id)).set("name", one_line(&entry.title))
        };
        ids.into_iter().take(TOLD).map(reference).collect()
    }

    /// The code of a term among those of its kind.
    fn term_code(&self, id: EntryId) -> Option<&str> {
        let entry = self.library.entry(id);
        match entry.facts {
            Facts::Channel(channel) => Some(channel.code()),
            _ => is_term(entry.kind).then_some(entry.key.as_str()),
        }
    }

    fn term_set(&self, kind: Kind) -> Thing {
        Thing::of("DefinedTermSet")
            .maybe("@id", self.set_id(kind))
            .maybe("url", self.absolute(&format!("{}/", kind.plural())))
            .set("name", self.theme.words.get(&plural_key(kind)))
    }

    /// Every name of an entry beside its title.
    fn other_names(&self, id: EntryId) -> Vec<String> {
        let registry = &self.library.registry;
        let entry = self.library.entry(id);
        let mut names: Vec<String> = entry.names.iter().map(|name| one_line(name)).collect();
        let mut add = |more: &[&str]| names.extend(more.iter().map(|name| (*name).to_owned()));
        match entry.facts {
            Facts::Point(point) => {
                let point = registry.point(point);
                add(&[&point.name, point.traditional, point.simplified, &point.pinyin, point.english]);
                names.extend(point.notations());
            }
            Facts::Channel(channel) => {
                let channel = registry.channel(channel);
                add(&[channel.traditional, channel.simplified, channel.pinyin, channel.six_channel]);
            }
            Facts::Organ(key) => {
                if let Some(organ) = registry.organ_with_key(key) {
                    add(&[organ.traditional, organ.simplified, organ.pinyin]);
                    add(&organ.names);
                }
            }
            Facts::Work(_) | Facts::Named => {}
        }
        let mut seen = vec![one_line(&entry.title), String::new()];
        names.retain(|name| {
            let is_new = !seen.contains(name);
            seen.push(name.clone());
            is_new
        });
        names
    }

    /// The works that an entry cites, in the order of its file.
    fn citations(&self, id: EntryId) -> Vec<Thing> {
        let mut cites: Vec<&Relation> = self.library.from(id, RelationKind::Cites).collect();
        cites.sort_by_key(|relation| relation.provenance.declared);
        let cited = |relation: &&Relation| {
            let id = relation.to;
            let title = one_line(&self.library.entry(id).title);
            let work = Thing::of(self.work_kind(id)).maybe("@id", self.entity_id(id)).set("name", title);
            self.citation_facts(id, work)
        };
        cites.iter().take(TOLD).map(cited).collect()
    }

    fn bibliography_of(&self, id: EntryId) -> Option<&Bibliography> {
        match &self.library.entry(id).facts {
            Facts::Work(facts) => Some(facts),
            _ => None,
        }
    }

    /// What sort of work a source is, as far as its facts tell.
    fn work_kind(&self, id: EntryId) -> &'static str {
        match self.bibliography_of(id) {
            Some(facts) if facts.isbn.is_some() => "Book",
            Some(facts) if facts.doi.is_some() => "ScholarlyArticle",
            Some(facts) if facts.publisher.is_some() || facts.edition.is_some() => "Book",
            _ => "CreativeWork",
        }
    }

    /// What tells a work from others.
    fn citation_facts(&self, id: EntryId, work: Thing) -> Thing {
        let Some(facts) = self.bibliography_of(id) else { return work };
        let is_year = |year: &&str| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let number = facts.isbn.as_ref().and_then(|number| isbn::normalise(&number.value).ok());
        let elsewhere = facts.doi.as_deref().map(|written| format!("https://doi.org/{}", doi(written)));
        work.all("author", facts.authors.iter().map(|name| agent(name)))
            .maybe("datePublished", facts.year.as_deref().map(str::trim).filter(is_year))
            .maybe("isbn", number)
            .all("sameAs", elsewhere.into_iter().chain(facts.url.as_deref().and_then(url::web_address)))
    }

    /// All that is known of a work.
    fn work_facts(&self, id: EntryId, work: Thing) -> Thing {
        let work = self.citation_facts(id, work);
        let Some(facts) = self.bibliography_of(id) else { return work };
        let publisher = facts.publisher.as_deref();
        let is_book = self.work_kind(id) == "Book";
        work.maybe("publisher", publisher.map(|name| Thing::of("Organization").set("name", one_line(name))))
            .maybe("bookEdition", facts.edition.as_deref().filter(|_| is_book).map(one_line))
    }

    /// The picture of an entry, which needs a whole address.
    fn image_object(&self, image: &WovenImage) -> Option<Thing> {
        let caption = image.caption.as_deref().unwrap_or(&image.alt);
        let caption = Some(one_line(caption)).filter(|caption| !caption.is_empty());
        Some(Thing::of("ImageObject").set("url", self.absolute(&image.address)?).maybe("caption", caption))
    }
}

/// Whether entries of a kind are terms rather than texts, works or conditions.
fn is_term(kind: Kind) -> bool {
    matches!(kind, Kind::Pattern | Kind::Point | Kind::Channel | Kind::Organ)
}

/// A code of the International Classification of Diseases.
fn medical_code(code: &str) -> Thing {
    Thing::of("MedicalCode").set("codeValue", one_line(code)).set("codingSystem", "ICD-11")
}

/// Who wrote something: a person, unless the name says otherwise.
fn agent(name: &str) -> Thing {
    let name = one_line(name);
    let mut words = name.split(|character: char| !character.is_alphanumeric());
    let is_organisation = words.any(|word| word == "WHO" || ORGANISATIONS.contains(&word.to_lowercase().as_str()))
        // Names of persons have two or three characters, seldom four.
        || (name.chars().count() > 3 && ORGANISATIONS_HAN.iter().any(|ending| name.ends_with(ending)));
    Thing::of(if is_organisation { "Organization" } else { "Person" }).set("name", name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_are_persons_unless_their_name_says_otherwise() {
        let kind = |name: &str| {
            let json: serde_json::Value = serde_json::from_str(&agent(name).in_script()).unwrap();
            json["@type"].clone()
        };
        for name in ["Giovanni Maciocia", "Mei Lin", "孫思邈", "A & B", "Who Knows", "李社"] {
            assert_eq!(kind(name), "Person", "{name}");
        }
        for name in ["World Health Organization", "WHO", "Acupress editors", "Riverside Clinic", "人民衛生出版社"]
        {
            assert_eq!(kind(name), "Organization", "{name}");
        }
    }
}
