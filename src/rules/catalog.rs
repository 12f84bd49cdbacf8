//! The fixed sets of names that rules use: severities, categories, and how far a fix may be trusted.

use crate::base::names::named;

named! {
    /// How much a finding matters. Errors and warnings make the exit code 1; infos do not.
    pub enum Severity {
        Info = "info", "something to know that belongs to the document, such as its date";
        Warning = "warning", "boilerplate that should be removed";
        Error = "error", "harmful boilerplate: foreign text that reads like the article";
    }
}

named! {
    /// What a finding was on the page.
    pub enum Category {
        Related = "related", "headlines of other articles, listed as related";
        ReadAlso = "read-also", "an invitation to read another article";
        AppendedStory = "appended-story", "another article's text after the article";
        MostRead = "most-read", "lists of the latest or most read articles";
        More = "more", "links to more of a site or section";
        Ad = "ad", "advertisements and the names of their slots";
        Share = "share", "buttons that share the article";
        Follow = "follow", "invitations to follow a channel or page";
        Comments = "comments", "the comment section's headings, forms and counts";
        Tags = "tags", "keywords and tags";
        Newsletter = "newsletter", "invitations to subscribe to news by post or phone";
        Paywall = "paywall", "notices to subscribers";
        Consent = "consent", "cookie and browser notices";
        Copyright = "copyright", "copyright and disclaimer lines";
        Navigation = "navigation", "menus, breadcrumbs, page turns";
        Furniture = "furniture", "page boilerplate: lines around the article";
        SiteName = "site-name", "the site's name or slogan on its own";
        Counter = "counter", "counts of views, comments or pages on their own";
        Duplicate = "duplicate", "a repeated title, caption or line";
        Caption = "caption", "captions and credits of pictures";
        Template = "template", "names and codes of the page's template";
        Embed = "embed", "remains of an embedded post or player";
        MissingBreak = "missing-break", "two lines run together";
        Separator = "separator", "rows of symbols that separate parts of a page";
        Whitespace = "whitespace", "lines that only look empty";
        Encoding = "encoding", "files that are not in UTF-8";
        Source = "source", "where the article comes from";
        Metadata = "metadata", "date, author and place of the article";
        Other = "other", "any other boilerplate";
    }
}

named! {
    /// How far a fix may be trusted, from least to most.
    pub enum Applicability {
        DisplayOnly = "display-only", "shown, never applied";
        Unsafe = "unsafe", "applied with --unsafe-fixes: it may remove a line of the article";
        Safe = "safe", "applied with --fix: measured to leave the article whole";
    }
}
