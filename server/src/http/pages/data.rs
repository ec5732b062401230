//! The data of a page's resources, in one script and in the order of the page. Leptos writes each resource when its answer
//! is there, and begins a new script whenever it had to wait: the order and the number of scripts would tell how long
//! the database took, and two pages with the same content would differ.

use futures::{Stream, StreamExt, stream::once};
use leptos::prelude::*;
use std::pin::Pin;

type Chunks = Pin<Box<dyn Stream<Item = String> + Send>>;

/// Renders everything, waits for all data, and then answers the document in one piece.
pub fn whole<V: IntoView + 'static>(
    app: V,
    chunks: Box<dyn FnOnce() -> Chunks + Send>,
    _out_of_order: bool,
) -> Pin<Box<dyn Future<Output = Chunks> + Send>> {
    Box::pin(async move {
        let mut html = app.to_html_stream_in_order().collect::<String>().await;
        let scripts: Vec<String> = chunks().collect().await;
        html.push_str(&in_one_script(&scripts));
        Box::pin(once(async move { html })) as Chunks
    })
}

/// Scripts that Leptos wrote one after another (`<script nonce="…">statements</script>`) as one. Answers of resources
/// stand in the order of their numbers.
fn in_one_script(scripts: &[String]) -> String {
    let Some(opening) = scripts.first().and_then(|script| script.split_inclusive('>').next()) else {
        return String::new();
    };
    let bodies = scripts.iter().filter_map(|script| {
        let (_, rest) = script.split_once('>')?;
        rest.strip_suffix("</script>")
    });
    let statements: Vec<&str> = bodies.flat_map(statements).collect();
    let (mut answers, others): (Vec<_>, Vec<_>) = statements
        .into_iter()
        .partition(|statement| number_of(statement).is_some());
    answers.sort_by_key(|statement| number_of(statement));
    // The arrays are made first, and what Leptos writes at the end needs none of the answers.
    format!("{opening}{}{}</script>", others.concat(), answers.concat())
}

/// The number of the resource whose answer the statement sets.
fn number_of(statement: &str) -> Option<usize> {
    let rest = statement.strip_prefix("__RESOLVED_RESOURCES[")?;
    rest.split_once(']')?.0.parse().ok()
}

/// Statements end with a semicolon outside of quotation marks.
fn statements(script: &str) -> Vec<&str> {
    let (mut found, mut from, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, byte) in script.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => {
                found.push(&script[from..=at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    if from < script.len() {
        found.push(&script[from..]);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(statements: &str) -> String {
        format!("<script nonce=\"abc\">{statements}</script>")
    }

    const BEGINNING: &str = "__RESOLVED_RESOURCES=[];__PENDING_RESOURCES=[0,1,10,];";

    #[test]
    fn pages_do_not_tell_which_answer_came_first() {
        let [none, one, ten] = [
            r#"__RESOLVED_RESOURCES[0] = "a;\"b\\";"#,
            r#"__RESOLVED_RESOURCES[1] = "__RESOLVED_RESOURCES[7] = 1;";"#,
            r#"__RESOLVED_RESOURCES[10] = "";"#,
        ];
        let end = "__INCOMPLETE_CHUNKS=[];";
        let expected = script(&format!("{BEGINNING}{end}{none}{one}{ten}"));
        for order in [
            vec![format!("{none}{one}{ten}")],
            vec![format!("{ten}{one}{none}")],
            vec![one.to_owned(), format!("{none}{ten}")],
            vec![ten.to_owned(), one.to_owned(), none.to_owned()],
        ] {
            let mut scripts = vec![script(BEGINNING)];
            scripts.extend(order.iter().map(|statements| script(statements)));
            scripts.push(script(end));
            assert_eq!(in_one_script(&scripts), expected, "{order:?}");
        }
    }

    #[test]
    fn what_is_no_answer_keeps_its_place() {
        let error = r#"__SERIALIZED_ERRORS.push([1, 2, "; no"]);"#;
        let found = in_one_script(&[script(BEGINNING), script(error), script("last")]);
        assert_eq!(found, script(&format!("{BEGINNING}{error}last")));
        assert_eq!(in_one_script(&[]), "");
    }
}
