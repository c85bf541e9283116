//! Connections that a fault can cut without an answer, as a failing network would.
//!
//! HTTP has no way to say «no answer», so the switch sits under it: once a line is cut, every write
//! fails and the server closes the socket.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// The switch of one connection, wired to the switch of the whole server.
#[derive(Clone)]
pub struct Cut {
    line: Arc<AtomicBool>,
    server: Arc<AtomicBool>,
}

impl Cut {
    pub fn cut(&self) {
        self.line.store(true, Ordering::Release);
    }

    fn check(&self) -> io::Result<()> {
        if self.line.load(Ordering::Acquire) || self.server.load(Ordering::Acquire) {
            return Err(io::Error::from(io::ErrorKind::ConnectionAborted));
        }
        Ok(())
    }
}

impl Connected<IncomingStream<'_, Loopback>> for Cut {
    fn connect_info(stream: IncomingStream<'_, Loopback>) -> Self {
        stream.io().cut.clone()
    }
}

/// A listener whose connections can be cut.
pub struct Loopback {
    listener: TcpListener,
    server: Arc<AtomicBool>,
}

/// Cuts every connection of its listener when it is dropped: a server that ended answers nobody,
/// not even over connections that were kept open.
pub struct CutAll(Arc<AtomicBool>);

impl Drop for CutAll {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

impl Loopback {
    pub fn over(listener: TcpListener) -> (Self, CutAll) {
        let server = Arc::new(AtomicBool::new(false));
        let all = CutAll(server.clone());
        (Self { listener, server }, all)
    }
}

impl Listener for Loopback {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, address)) => {
                    // A socket that refuses the flag still works, only slower.
                    let _ = stream.set_nodelay(true);
                    let cut = Cut {
                        line: Arc::default(),
                        server: self.server.clone(),
                    };
                    return (Line { stream, cut }, address);
                }
                // Out of file descriptors and the like: wait until some are free.
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

pub struct Line {
    stream: TcpStream,
    cut: Cut,
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.cut.check()?;
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.cut.check()?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.cut.check()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
