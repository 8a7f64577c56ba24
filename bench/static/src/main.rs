//! An actix-web server with one route, which answers with the bytes of a file: the benchmarks
//! compare ours with it.
//!
//! `bench-static ADDRESS FILE`: the address to listen on, and the file to answer with.

use std::{env, error::Error, fs, io::Write as _, time::Instant};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, http::header, web};

type Failure = Box<dyn Error>;

#[actix_web::main]
async fn main() -> Result<(), Failure> {
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("info")).init();
    let [address, file] = <[String; 2]>::try_from(env::args().skip(1).collect::<Vec<_>>())
        .map_err(|_| "usage: bench-static ADDRESS FILE")?;
    let body = web::Data::new(fs::read(file)?);
    let app = move || App::new().app_data(body.clone()).default_service(web::to(answer));
    let server = HttpServer::new(app).bind(address)?;
    let address = server.addrs().first().copied().ok_or("nothing to listen on")?;
    writeln!(std::io::stdout(), "http://{address}")?;
    Ok(server.run().await?)
}

/// The same bytes for everybody, with a line of the log for each request.
async fn answer(request: HttpRequest, body: web::Data<Vec<u8>>) -> HttpResponse {
    let started = Instant::now();
    let response = HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .body(body.get_ref().clone());
    let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
    log::info!("{} {} 200 {milliseconds:.3} ms", request.method(), request.path());
    response
}
