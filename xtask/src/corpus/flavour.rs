//! The same articles as each program wants them: front matter, settings and, for the peers, the least of templates.

use std::fmt::Write as _;

use super::article::{Article, PointItem};
use super::subjects::Subjects;

/// A program that makes sites of articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    Acupress,
    Hugo,
    Zola,
}

impl Flavour {
    pub const ALL: [Flavour; 3] = [Flavour::Acupress, Flavour::Hugo, Flavour::Zola];

    /// The folder of its library.
    pub fn folder(self) -> &'static str {
        match self {
            Flavour::Acupress => "acupress",
            Flavour::Hugo => "hugo",
            Flavour::Zola => "zola",
        }
    }

    /// The files beside the articles, by path.
    pub fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Flavour::Acupress => ACUPRESS,
            Flavour::Hugo => HUGO,
            Flavour::Zola => ZOLA,
        }
    }

    /// The file of an article.
    pub fn article(self, subjects: &Subjects, article: &Article<'_>) -> String {
        let mut text = String::with_capacity(article.body.len() + 8 * 1024);
        let _ = writeln!(text, "---\ntitle: {}", quoted(&article.title));
        let _ = writeln!(text, "description: {}", quoted(&article.description));
        let _ = writeln!(text, "date: {}", article.date);
        match self {
            Flavour::Acupress => text.push_str(&facts(subjects, article)),
            Flavour::Hugo => {
                text.push_str(&taxonomies(subjects, article, ""));
                let _ = write!(text, "params:\n{}", indented(&facts(subjects, article)));
            }
            Flavour::Zola => {
                let _ = write!(text, "taxonomies:\n{}", taxonomies(subjects, article, "  "));
                let _ = write!(text, "extra:\n{}", indented(&facts(subjects, article)));
            }
        }
        text.push_str("---\n\n");
        self.push_body(&mut text, &article.body);
        text
    }

    /// Adds a body, its links as the program has them.
    fn push_body(self, text: &mut String, body: &str) {
        let (before, after) = match self {
            Flavour::Acupress => ("", ".md"),
            Flavour::Hugo => ("../", "/"),
            Flavour::Zola => ("@/articles/", ".md"),
        };
        let mut parts = body.split("(article:");
        text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let (slug, rest) = part.split_once(')').unwrap_or((part, ""));
            let _ = write!(text, "({before}{slug}{after}){rest}");
        }
    }
}

/// All that an article declares, in Acupress's keys.
fn facts(subjects: &Subjects, article: &Article<'_>) -> String {
    let Article { conditions, organs, patterns, principles, points, treatments, sources, .. } = article;
    let mut text = format!("conditions: [{}]\norgans:\n", conditions.join(", "));
    for (name, role) in organs {
        let _ = writeln!(text, "  - {{name: {name}, role: {}}}", quoted(role));
    }
    text.push_str("patterns:\n");
    for item in patterns {
        let _ = writeln!(text, "  - name: {}\n    symptoms: [{}]", item.pattern.name, item.signs.join(", "));
        let _ = writeln!(text, "    tongue: {}\n    pulse: {}", item.pattern.tongue, item.pattern.pulse);
        let _ = writeln!(text, "    principles: [{}]", quoted(&item.principle));
    }
    text.push_str("principles:\n");
    for principle in principles {
        let _ = writeln!(text, "  - {}", quoted(principle));
    }
    text.push_str("points:\n");
    for PointItem { written, function, technique, patterns: own, .. } in points {
        let _ = writeln!(text, "  - code: {written}\n    function: {}", quoted(function));
        if let Some(technique) = technique {
            let _ = writeln!(text, "    technique: {}", quoted(technique));
        }
        if !own.is_empty() {
            let own: Vec<&str> = own.iter().map(|place| patterns[*place].pattern.name).collect();
            let _ = writeln!(text, "    patterns: [{}]", own.join(", "));
        }
    }
    text.push_str("treatments:\n");
    for treatment in treatments {
        let points: Vec<&str> =
            treatment.points.iter().map(|place| subjects.points[points[*place].point].code).collect();
        let (method, purpose) = (treatment.method, quoted(&treatment.purpose));
        let _ = writeln!(text, "  - {{method: {method}, points: [{}], purpose: {purpose}}}", points.join(", "));
    }
    text.push_str("sources:\n");
    for book in sources.iter().map(|place| &subjects.books[*place]) {
        let (title, author, publisher) = (quoted(&book.title), &book.author, book.publisher);
        let _ = write!(text, "  - {{title: {title}, authors: [{author}], publisher: {publisher}, ");
        let _ = writeln!(text, "year: {}, isbn: {}}}", book.year, quoted(&book.isbn));
    }
    text
}

/// What the peers make lists of, each thing under one name.
fn taxonomies(subjects: &Subjects, article: &Article<'_>, indent: &str) -> String {
    let points: Vec<&str> = article.points.iter().map(|item| subjects.points[item.point].code).collect();
    let patterns: Vec<&str> = article.patterns.iter().map(|item| item.pattern.name).collect();
    let conditions = article.conditions.join(", ");
    format!(
        "{indent}points: [{}]\n{indent}patterns: [{}]\n{indent}conditions: [{conditions}]\n",
        points.join(", "),
        patterns.join(", ")
    )
}

/// A text of YAML in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn indented(text: &str) -> String {
    text.lines().flat_map(|line| ["  ", line, "\n"]).collect()
}

const ACUPRESS: &[(&str, &str)] = &[(
    "acupress.yaml",
    "title: A made library
description: Articles that nobody wrote, for measuring.
base_url: https://example.org/
# Codes in many notations are wanted here, and their notes would be thousands.
rules: {noncanonical-code: allow}
",
)];

const HUGO: &[(&str, &str)] = &[
    (
        "hugo.toml",
        "title = \"A made library\"
baseURL = \"https://example.org/\"
disableKinds = [\"rss\"]

[taxonomies]
point = \"points\"
pattern = \"patterns\"
condition = \"conditions\"
",
    ),
    (
        "layouts/_default/baseof.html",
        "<!doctype html>
<html lang=\"en\">
<head><meta charset=\"utf-8\"><title>{{ .Title }}</title></head>
<body>{{ block \"main\" . }}{{ end }}</body>
</html>
",
    ),
    (
        "layouts/_default/single.html",
        "{{ define \"main\" }}<h1>{{ .Title }}</h1>
<p>{{ .Description }} <time>{{ .Date.Format \"2006-01-02\" }}</time></p>
{{ .Content }}
{{ range slice \"points\" \"patterns\" \"conditions\" }}<ul>
{{ range $.GetTerms . }}<li><a href=\"{{ .RelPermalink }}\">{{ .LinkTitle }}</a></li>
{{ end }}</ul>
{{ end }}{{ end }}
",
    ),
    ("layouts/_default/list.html", HUGO_LIST),
    ("layouts/_default/term.html", HUGO_LIST),
    ("layouts/_default/taxonomy.html", HUGO_LIST),
    ("layouts/index.html", HUGO_LIST),
];

const HUGO_LIST: &str = "{{ define \"main\" }}<h1>{{ .Title }}</h1>
<ul>
{{ range .Pages }}<li><a href=\"{{ .RelPermalink }}\">{{ .LinkTitle }}</a></li>
{{ end }}</ul>{{ end }}
";

/// Zola's settings, with its search index or without.
macro_rules! zola_settings {
    ($with_search:literal) => {
        concat!(
            "title = \"A made library\"
base_url = \"https://example.org\"
compile_sass = false
build_search_index = ",
            $with_search,
            "
taxonomies = [{ name = \"points\" }, { name = \"patterns\" }, { name = \"conditions\" }]
"
        )
    };
}

const ZOLA: &[(&str, &str)] = &[
    ("config.toml", zola_settings!("false")),
    ("search.toml", zola_settings!("true")),
    ("content/_index.md", "---\ntitle: A made library\n---\n"),
    ("content/articles/_index.md", "---\ntitle: Articles\nsort_by: date\n---\n"),
    (
        "templates/base.html",
        "<!doctype html>
<html lang=\"en\">
<head><meta charset=\"utf-8\"><title>{% block title %}{% endblock %}</title></head>
<body>{% block main %}{% endblock %}</body>
</html>
",
    ),
    (
        "templates/page.html",
        "{% extends \"base.html\" %}
{% block title %}{{ page.title }}{% endblock %}
{% block main %}<h1>{{ page.title }}</h1>
<p>{{ page.description }} <time>{{ page.date }}</time></p>
{{ page.content | safe }}
{% for kind, terms in page.taxonomies %}<ul>
{% for term in terms %}<li><a href=\"{{ get_taxonomy_url(kind=kind, name=term) }}\">{{ term }}</a></li>
{% endfor %}</ul>
{% endfor %}{% endblock %}
",
    ),
    ("templates/index.html", ZOLA_SECTION),
    ("templates/section.html", ZOLA_SECTION),
    (
        "templates/taxonomy_list.html",
        "{% extends \"base.html\" %}
{% block title %}{{ taxonomy.name }}{% endblock %}
{% block main %}<h1>{{ taxonomy.name }}</h1>
<ul>
{% for term in terms %}<li><a href=\"{{ term.permalink }}\">{{ term.name }}</a></li>
{% endfor %}</ul>{% endblock %}
",
    ),
    (
        "templates/taxonomy_single.html",
        "{% extends \"base.html\" %}
{% block title %}{{ term.name }}{% endblock %}
{% block main %}<h1>{{ term.name }}</h1>
<ul>
{% for page in term.pages %}<li><a href=\"{{ page.permalink }}\">{{ page.title }}</a></li>
{% endfor %}</ul>{% endblock %}
",
    ),
];

const ZOLA_SECTION: &str = "{% extends \"base.html\" %}
{% block title %}{{ section.title }}{% endblock %}
{% block main %}<h1>{{ section.title }}</h1>
<ul>
{% for page in section.pages %}<li><a href=\"{{ page.permalink }}\">{{ page.title }}</a></li>
{% endfor %}</ul>{% endblock %}
";

#[cfg(test)]
mod tests {
    use super::super::words::Vocabulary;
    use super::*;

    #[test]
    fn each_program_has_its_own_links_and_keys() {
        let vocabulary = Vocabulary::new();
        let subjects = Subjects::new(&vocabulary);
        let mut article = Article::new(&vocabulary, &subjects, 7);
        article.body = "See [that](article:one-two), as told.\n".to_owned();
        let [acupress, hugo, zola] = Flavour::ALL.map(|flavour| flavour.article(&subjects, &article));
        assert!(acupress.contains("\npatterns:\n  - name: ") && acupress.ends_with("[that](one-two.md), as told.\n"));
        assert!(hugo.contains("\npatterns: [") && hugo.ends_with("[that](../one-two/), as told.\n"));
        assert!(zola.contains("\n  patterns: [") && zola.ends_with("[that](@/articles/one-two.md), as told.\n"));
    }
}
