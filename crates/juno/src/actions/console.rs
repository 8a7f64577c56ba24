//! `{"os-getConsoleOutput": {"length": 10}}`, after the version has parsed the length.

use ferronova_compute::{Server, Tail};
use ferronova_extend::{Call, Key, write_object};
use ferronova_http::{Failure, Reply};

const OUTPUT: Key = Key::new("output");

/// Replies with the last `length` lines of a console log. A negative length omits that many lines
/// at the beginning; `None` stands for the whole log.
pub async fn console_output(
    call: &Call<'_>,
    server: &Server,
    length: Option<i64>,
) -> Result<Reply, Failure> {
    let tail = match length {
        None => Tail::All,
        Some(length) => {
            let count = usize::try_from(length.unsigned_abs()).unwrap_or(usize::MAX);
            if length < 0 { Tail::After(count) } else { Tail::Last(count) }
        }
    };
    let output = call.compute().console_output(call.request(), server, tail).await?;
    let mut body = Vec::new();
    write_object(&mut body, |out| {
        out.field(OUTPUT, &output);
    });
    Ok(Reply::ok(body))
}
