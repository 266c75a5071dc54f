//! Citations: a line of a list of sources, in whichever style, taken apart into author, title, publisher and year.
//!
//! No word is lost: what no field holds stands in `rest`, and where the parts are in doubt the whole is the title.
//!
//! ```text
//! clean        numbering, emphasis, links      → one line, emphasis marked
//! identifiers  ISBN, DOI, address, day of visit → cut out, wherever they stand
//! text         words, marks, brackets, sentences
//! latin, han   the layouts                     → authors, title, imprint
//! ```

mod authors;
mod clean;
mod draft;
mod han;
mod identifiers;
mod imprint;
mod latin;
#[cfg(test)]
mod law;
mod prose;
#[cfg(test)]
mod tests;
mod text;
mod title;
mod words;

/// A work as a list of sources cites it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citation {
    /// The authors in the order of speech, `Giovanni Maciocia`; the last may be `et al.`
    pub authors: Vec<String>,
    /// The title with its subtitle; the whole text where its parts are in doubt.
    pub title: String,
    /// Publisher, without the place.
    pub publisher: Option<String>,
    /// Year of publication as written.
    pub year: Option<String>,
    /// Edition as written.
    pub edition: Option<String>,
    /// ISBN as written, right or wrong.
    pub isbn: Option<String>,
    /// Digital object identifier, without resolver.
    pub doi: Option<String>,
    /// Address on the web.
    pub url: Option<String>,
    /// The pages of an article or chapter, or those cited.
    pub pages: Option<String>,
    /// What no field holds: a journal with volume and issue, a place, a translator, a note.
    pub rest: Option<String>,
}

/// Takes a citation apart; `None` if the text is no citation but a sentence of prose or a heading.
pub fn parse(text: &str) -> Option<Citation> {
    let clean = clean::clean(text);
    if !clean.contains(char::is_alphabetic) || words::is_heading(clean.trim_end_matches([':', '.', '：', ' '])) {
        return None;
    }
    let mut found = identifiers::cut(&clean);
    let mut citation = if !found.text.contains(char::is_alphanumeric) {
        // A number or an address alone is all there is to call the work by.
        found.notes.clear();
        Citation { title: clean.trim_end_matches('.').to_owned(), ..Citation::default() }
    } else if han::is_chinese(&found.text) {
        han::read(&found.text, &found)?
    } else {
        latin::read(&found.text, &found)?
    };
    citation.isbn = found.isbn;
    citation.doi = found.doi;
    citation.url = found.url;
    let rest: Vec<String> = citation.rest.into_iter().chain(found.notes).collect();
    citation.rest = (!rest.is_empty()).then(|| rest.join(", "));
    if citation.title.is_empty() {
        citation.title = draft::tidy(&clean);
    }
    Some(citation)
}
