//! The bytes on the wire.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
};

use actix_web::{App, HttpServer, web};

use crate::support::{CIRROS, Cloud, serve};

/// Starts a server on a free port of the loopback interface.
fn listen(cloud: &Cloud) -> (SocketAddr, actix_web::dev::ServerHandle) {
    let front = cloud.front.clone();
    let app = move || App::new().app_data(front.clone()).default_service(web::to(serve));
    let server = HttpServer::new(app).workers(1).disable_signals();
    let server = server.bind("127.0.0.1:0").unwrap();
    let address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    (address, handle)
}

/// Sends a request, and returns all that the server sends until it closes the connection.
async fn exchange(address: SocketAddr, request: String) -> String {
    let exchange = move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response
    };
    web::block(exchange).await.unwrap()
}

#[actix_web::test]
async fn an_image_in_headers_has_them_in_lower_case_and_no_body() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let (address, handle) = listen(&cloud);

    let request = format!(
        "HEAD /image/v1/images/{CIRROS} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: {token}\r\n\
         Connection: close\r\n\r\n"
    );
    let response = exchange(address, request).await;
    handle.stop(false).await;

    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(head.contains("\r\nx-image-meta-name: cirros\r\n"), "{head}");
    assert!(head.contains("\r\nx-image-meta-is_public: True\r\n"), "{head}");
    assert_eq!(body, "");
}

#[actix_web::test]
async fn head_of_a_token_has_no_body() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let (address, handle) = listen(&cloud);

    let request = format!(
        "HEAD /identity/v3/auth/tokens HTTP/1.1\r\nHost: x\r\nX-Auth-Token: {token}\r\n\
         X-Subject-Token: {token}\r\nConnection: close\r\n\r\n"
    );
    let response = exchange(address, request).await;
    handle.stop(false).await;

    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert_eq!(body, "");
}
