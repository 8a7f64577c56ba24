//! `/servers/{id}/tags`

use ferronova_compute::is_same_text;
use ferronova_extend::{handler, key, object};
use ferronova_http::{Failure, LOCATION, Reply, StatusCode};
use serde_json::Value;

use crate::{
    body,
    kit::{Body, Call, Route},
    view::parts::write_texts,
    wording::not_found,
};

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/servers/{id}/tags", handler!(list)).ruled("os_compute_api:os-server-tags:index"),
    Route::put("/servers/{id}/tags", handler!(replace))
        .ruled("os_compute_api:os-server-tags:update_all")
        .named("update tags"),
    Route::delete("/servers/{id}/tags", handler!(clear))
        .ruled("os_compute_api:os-server-tags:delete_all")
        .named("delete tags"),
    Route::get("/servers/{id}/tags/{tag}", handler!(show))
        .ruled("os_compute_api:os-server-tags:show"),
    Route::put("/servers/{id}/tags/{tag}", handler!(add))
        .ruled("os_compute_api:os-server-tags:update")
        .named("update tag"),
    Route::delete("/servers/{id}/tags/{tag}", handler!(delete))
        .ruled("os_compute_api:os-server-tags:delete")
        .named("delete tag"),
];

async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    Ok(answer(&call.compute.server_tags(call.request(), call.server()?).await?))
}

/// Says whether a server has the tag in the path.
async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    let tags = call.compute.server_tags(call.request(), call.server()?).await?;
    let (id, tag) = (call.param("id"), call.param("tag"));
    if tags.iter().any(|it| is_same_text(it, tag)) {
        return Ok(Reply::no_content());
    }
    Err(not_found(format!("Server {id} has no tag '{tag}'")).into())
}

async fn add(call: Call<'_>) -> Result<Reply, Failure> {
    body::read(&call, Body::Tag)?;
    let (id, tag) = (call.param("id"), call.param("tag"));
    let is_new = call.compute.add_tag(call.request(), call.server()?, tag).await?;
    // Nova's framework gives both replies this media type, unlike other replies without a body.
    let empty = |status| Reply::new(status, "text/html; charset=UTF-8", Vec::new());
    if !is_new {
        return Ok(empty(StatusCode::NO_CONTENT));
    }
    let location = format!("{}/servers/{id}/tags/{tag}", call.url());
    Ok(empty(StatusCode::CREATED).with_header(LOCATION, &location))
}

async fn replace(call: Call<'_>) -> Result<Reply, Failure> {
    let body = body::read(&call, Body::Tags)?;
    let tags = body["tags"].as_array().into_iter().flatten();
    let tags = tags.filter_map(Value::as_str).map(str::to_owned).collect();
    let tags = call.compute.replace_tags(call.request(), call.server()?, tags).await?;
    Ok(answer(&tags))
}

async fn delete(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute.remove_tag(call.request(), call.server()?, call.param("tag")).await?;
    Ok(Reply::no_content())
}

async fn clear(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute.replace_tags(call.request(), call.server()?, Vec::new()).await?;
    Ok(Reply::no_content())
}

fn answer(tags: &[String]) -> Reply {
    Reply::ok(object(|out| write_texts(key!("tags"), tags, out)))
}
