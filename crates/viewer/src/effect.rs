//! What runs again when what it reads changes: a node of Leptos's reactive
//! graph, without the sets of sources and the channels of its own effects,
//! which would be shipped for nothing.

use core::cell::{Cell, RefCell};
use std::{
    rc::{Rc, Weak},
    sync::{Arc, Weak as ArcWeak},
};

use any_spawner::Executor;
use reactive_graph::{
    graph::{AnySource, AnySubscriber, ReactiveNode, Subscriber, WithObserver},
    owner::Owner,
};
use send_wrapper::SendWrapper;

/// Something that runs again, in a microtask, whenever what it read has
/// changed. Dropping it ends that, and cleans up what it made.
pub(crate) struct Effect(Rc<Node>);

struct Node {
    work: Box<dyn Fn()>,
    owner: Owner,
    due: Cell<bool>,
    /// The last run: what was read in earlier ones is of no more concern, and
    /// finds nobody to tell.
    run: RefCell<Option<Arc<Run>>>,
}

/// What tells a node that something which it read has changed.
struct Run(SendWrapper<Weak<Node>>);

impl Effect {
    /// Runs at once, and again whenever it is due.
    #[inline(never)]
    pub(crate) fn new(work: Box<dyn Fn()>) -> Effect {
        let node = Rc::new(Node {
            work,
            owner: Owner::new(),
            due: Cell::new(false),
            run: RefCell::default(),
        });
        run(&node);
        Effect(node)
    }
}

impl Drop for Effect {
    fn drop(&mut self) {
        // It may be running: then it ends with that.
        self.0.run.take();
    }
}

#[inline(never)]
fn run(node: &Rc<Node>) {
    node.due.set(false);
    let run = Arc::new(Run(SendWrapper::new(Rc::downgrade(node))));
    let told: ArcWeak<dyn Subscriber + Send + Sync> = Arc::<Run>::downgrade(&run);
    let subscriber = AnySubscriber(Arc::as_ptr(&run) as usize, told);
    node.run.replace(Some(run));
    node.owner
        .with_cleanup(|| subscriber.with_observer(|| (node.work)()));
}

impl ReactiveNode for Run {
    fn mark_dirty(&self) {
        let Some(node) = self.0.upgrade() else {
            return;
        };
        if node.due.replace(true) {
            return;
        }
        let node = Weak::clone(&self.0);
        Executor::spawn_local(async move {
            if let Some(node) = node.upgrade() {
                run(&node);
            }
        });
    }

    fn mark_check(&self) {
        self.mark_dirty();
    }

    fn mark_subscribers_check(&self) {}

    fn update_if_necessary(&self) -> bool {
        false
    }
}

impl Subscriber for Run {
    fn add_source(&self, _source: AnySource) {}

    fn clear_sources(&self, _subscriber: &AnySubscriber) {}
}
