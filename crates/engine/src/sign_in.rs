//! Signing in to a source by a token of the host's. A token is asked for once
//! in a context, however many requests wait for it, and once more where the
//! source refuses it. It is kept in memory and ends with the context.

use std::rc::Rc;

use timeline_model::{
    SourceState,
    protocol::{Answer, Ask, Call},
};

use crate::{
    Task,
    ask::{Asked, push},
    config::SourceConfig,
    engine::Inner,
    load::Run,
    race::race,
};

/// The token of one source, asked for or given.
pub struct Token {
    source: usize,
    /// The try at the source in which it was asked for.
    attempt: u32,
    asked: Asked,
    /// Asked for because the source refused the one before.
    again: bool,
    /// The source has taken it.
    worked: bool,
}

/// A token, and the number of the question that it answers.
pub async fn token(
    engine: &Rc<Inner>,
    run: Run,
    config: &SourceConfig,
) -> Result<(u32, String), SourceState> {
    let asked = engine.sign_in(run, config).ok_or(SourceState::Host)?;
    let late = engine.environment.sleep(config.times.headers);
    let mut task: Task<Option<Answer>> = Box::pin(asked.clone());
    let answer = race(&mut task, late).await;
    let Some(answer) = answer else {
        asked.give_up();
        return Err(SourceState::Host);
    };
    let text = answer.and_then(|answer| String::from_utf8(answer.body.0).ok());
    let fits = |text: &String| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
    match text.filter(fits) {
        Some(text) => Ok((asked.n(), text)),
        None => Err(SourceState::Host),
    }
}

impl Inner {
    /// The question for the token of a run's source; another where there is
    /// none yet, or where the one before was no good and the user tries again.
    fn sign_in(self: &Rc<Self>, run: Run, config: &SourceConfig) -> Option<Asked> {
        self.kept(run, |_| Some(()))?;
        let mut again = false;
        for token in &*self.tokens.borrow() {
            if token.source == run.source {
                if token.worked || token.attempt == run.attempt {
                    return Some(token.asked.clone());
                }
                again = token.again;
            }
        }
        Some(self.ask_token(run, config, again))
    }

    fn ask_token(self: &Rc<Self>, run: Run, config: &SourceConfig, again: bool) -> Asked {
        let mut detail = String::new();
        push(&mut detail, "source", &config.id);
        push(
            &mut detail,
            "reason",
            if again { "refused" } else { "first" },
        );
        detail.push('}');
        let asked = self.ask(
            run.load,
            Ask {
                call: Call::Token,
                detail,
                ..Ask::default()
            },
        );
        let tokens = &mut *self.tokens.borrow_mut();
        tokens.retain(|token| token.source != run.source);
        tokens.push(Token {
            source: run.source,
            attempt: run.attempt,
            asked: asked.clone(),
            again,
            worked: false,
        });
        asked
    }

    /// Takes note of what the source said to token `n`; whether there is
    /// another to try. One that was refused is asked for again, and the next
    /// again only once it has been taken.
    pub fn signed_in(
        self: &Rc<Self>,
        run: Run,
        config: &SourceConfig,
        n: u32,
        refused: bool,
    ) -> bool {
        for token in &mut *self.tokens.borrow_mut() {
            if token.asked.n() == n {
                token.worked |= !refused;
                if token.again && !token.worked {
                    return false;
                }
            }
        }
        let newest = |token: &Token| token.asked.n() == n;
        if refused
            && self.kept(run, |_| Some(())).is_some()
            && self.tokens.borrow().iter().any(newest)
        {
            self.ask_token(run, config, true);
        }
        refused
    }
}
