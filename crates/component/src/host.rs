use core::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};
use std::rc::Rc;

use timeline_model::{
    protocol::{Answer, Ask, Call},
    wire::Bytes,
};
use wasm_bindgen_futures::spawn_local;

/// What only the application can do, for [`Timeline`](crate::Timeline). All of
/// it may be left out. Each function gives `None` where it failed. A call that
/// nobody waits for any more, because of another context or a time-out, is
/// dropped; what is to be recorded goes on to its end.
#[derive(Clone, Default)]
pub struct Host {
    /// Gives a token for a source whose `credentials` are `token`. Asked again,
    /// once, where the source refuses the one it gave. Tokens stay in memory
    /// and end with the context.
    pub get_access_token: Option<HostFunction<String>>,
    /// Carries the requests of sources whose `carrier` is `host`.
    pub request: Option<HostFunction<HostResponse>>,
    /// Records that something kept out of sight is opened, and why.
    pub record_disclosure: Option<HostFunction<()>>,
    /// Records the access to one source.
    pub record_access: Option<HostFunction<()>>,
}

/// A function of the application's.
pub type HostFunction<T> = Rc<dyn Fn(Wanted) -> Pin<Box<dyn Future<Output = Option<T>>>>>;

/// What a function of the application's is called with.
#[derive(Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What is wanted, as JSON: what the custom element's function of the same
    /// name gets (docs/element.md), without patient, context, signal and body.
    pub detail: String,
    /// The body of a request; empty for none.
    pub body: Vec<u8>,
    /// How many bytes the answer to a request may have.
    pub max_bytes: u32,
}

/// What a source answered to a request that the application carried.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct HostResponse {
    /// The HTTP status.
    pub status: u16,
    /// The headers, names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body, whole, after decompression.
    pub body: Vec<u8>,
}

/// The calls under way, by number.
#[derive(Default)]
pub struct Calls(RefCell<Vec<(u32, Rc<End>)>>);

impl Calls {
    /// Calls a function of the host's, and hands each part of its answer to
    /// `reply`.
    pub fn begin(
        self: &Rc<Self>,
        host: &Host,
        n: u32,
        ask: Ask,
        reply: impl Fn(Option<Answer>) + 'static,
    ) {
        let end = Rc::new(End::default());
        self.0.borrow_mut().push((n, Rc::clone(&end)));
        let calls = Rc::downgrade(self);
        let lasts = matches!(ask.call, Call::Disclosure | Call::Access);
        let call = host.call(ask);
        spawn_local(async move {
            let ended = Ended { call, end, lasts };
            let Some(answers) = ended.await else {
                return;
            };
            if let Some(calls) = calls.upgrade() {
                calls.0.borrow_mut().retain(|(own, _)| *own != n);
                for answer in answers {
                    reply(answer);
                }
            }
        });
    }

    /// Drops a call.
    pub fn end(&self, n: u32) {
        self.drop_where(|own| own == n);
    }

    /// Drops every call: its context has ended.
    pub fn end_all(&self) {
        self.drop_where(|_| true);
    }

    fn drop_where(&self, chosen: impl Fn(u32) -> bool) {
        self.0.borrow_mut().retain(|(n, end)| {
            if chosen(*n) {
                end.now();
            }
            !chosen(*n)
        });
    }
}

/// The parts of an answer.
type Answers = Vec<Option<Answer>>;
type Calling = Pin<Box<dyn Future<Output = Answers>>>;

impl Host {
    fn call(&self, ask: Ask) -> Calling {
        let (wanted, call) = (
            Wanted {
                detail: ask.detail,
                body: ask.body.0,
                max_bytes: ask.max_bytes,
            },
            ask.call,
        );
        match call {
            Call::Token => calling(&self.get_access_token, wanted, |token| {
                vec![Some(plain(token.into_bytes(), false))]
            }),
            Call::Request => calling(&self.request, wanted, |response| {
                let mut head = plain(Vec::new(), true);
                head.status = response.status;
                head.headers = response.headers;
                let body = plain(response.body, true);
                vec![Some(head), Some(body), Some(plain(Vec::new(), false))]
            }),
            Call::Disclosure => recording(&self.record_disclosure, wanted),
            Call::Access => recording(&self.record_access, wanted),
        }
    }
}

/// An application that keeps no records has chosen so, which is no failure.
fn recording(function: &Option<HostFunction<()>>, wanted: Wanted) -> Calling {
    if function.is_some() {
        return calling(function, wanted, done);
    }
    let nobody = Answer {
        status: 404,
        ..Answer::default()
    };
    Box::pin(async { vec![Some(nobody)] })
}

fn calling<T: 'static>(
    function: &Option<HostFunction<T>>,
    wanted: Wanted,
    answers: fn(T) -> Answers,
) -> Calling {
    let called = function.as_ref().map(|function| function(wanted));
    Box::pin(async move {
        match called {
            Some(called) => called.await.map_or_else(|| vec![None], answers),
            None => vec![None],
        }
    })
}

fn done((): ()) -> Answers {
    vec![Some(plain(Vec::new(), false))]
}

fn plain(body: Vec<u8>, more: bool) -> Answer {
    Answer {
        status: 200,
        body: Bytes(body),
        more,
        ..Answer::default()
    }
}

/// Ends a call that nobody waits for any more.
#[derive(Default)]
struct End {
    over: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl End {
    fn now(&self) {
        self.over.set(true);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

/// A call until it is ended; `None` where it was.
struct Ended {
    call: Calling,
    end: Rc<End>,
    /// It goes on to its end, whoever waits for it.
    lasts: bool,
}

impl Future for Ended {
    type Output = Option<Answers>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Answers>> {
        if self.end.over.get() && !self.lasts {
            return Poll::Ready(None);
        }
        self.end.waker.replace(Some(context.waker().clone()));
        let answers = self.call.as_mut().poll(context);
        answers.map(|answers| (!self.end.over.get()).then_some(answers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(host: &Host, call: Call) -> Poll<Answers> {
        let ask = Ask {
            call,
            detail: "{}".into(),
            ..Ask::default()
        };
        let mut context = Context::from_waker(Waker::noop());
        host.call(ask).as_mut().poll(&mut context)
    }

    #[test]
    fn what_the_application_gives_is_put_as_the_protocol_has_it() {
        let host = Host {
            get_access_token: Some(Rc::new(|_| Box::pin(async { Some("t".to_owned()) }))),
            request: Some(Rc::new(|_| {
                Box::pin(async {
                    Some(HostResponse {
                        status: 404,
                        headers: vec![("etag".into(), "1".into())],
                        body: b"{}".to_vec(),
                    })
                })
            })),
            record_access: Some(Rc::new(|_| Box::pin(async { None }))),
            record_disclosure: None,
        };
        let token = Poll::Ready(vec![Some(plain(b"t".to_vec(), false))]);
        assert_eq!(asked(&host, Call::Token), token);
        let Poll::Ready(parts) = asked(&host, Call::Request) else {
            panic!("the application has answered");
        };
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        let more: Vec<_> = parts.iter().map(|part| part.more).collect();
        assert_eq!(
            (parts[0].status, parts[1].body.0.as_slice()),
            (404, &b"{}"[..])
        );
        assert_eq!(more, [true, true, false]);
        // One that fails, and one that is not there.
        assert_eq!(asked(&host, Call::Access), Poll::Ready(vec![None]));
        let Poll::Ready(answers) = asked(&host, Call::Disclosure) else {
            panic!("nobody is asked");
        };
        let status = |answer: &Option<Answer>| answer.as_ref().map(|answer| answer.status);
        assert_eq!(answers.first().and_then(status), Some(404));
    }

    #[test]
    fn a_call_that_is_ended_gives_nothing() {
        let end = Rc::new(End::default());
        let mut call = Ended {
            call: Box::pin(async { vec![None] }),
            end: Rc::clone(&end),
            lasts: false,
        };
        end.now();
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(Pin::new(&mut call).poll(&mut context), Poll::Ready(None));
    }

    #[test]
    fn what_is_to_be_recorded_goes_on_and_answers_nobody() {
        let end = Rc::new(End::default());
        let kept = Rc::new(Cell::new(false));
        let keeps = Rc::clone(&kept);
        let mut call = Ended {
            call: Box::pin(async move {
                keeps.set(true);
                vec![None]
            }),
            end: Rc::clone(&end),
            lasts: true,
        };
        end.now();
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(Pin::new(&mut call).poll(&mut context), Poll::Ready(None));
        assert!(kept.get());
    }
}
