//! Short messages that come by themselves and go by themselves.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::icon::{Icon, icon};
use super::notice::Tone;

/// How long a toast stays, in milliseconds. One that tells of an error stays until it is closed.
const SHOWN_MS: u32 = 5_000;

/// What was said, and how.
#[derive(Clone, PartialEq)]
struct Toast {
    number: u32,
    tone: Tone,
    text: AttrValue,
}

#[derive(Clone, PartialEq, Default)]
struct Toasts {
    shown: Vec<Toast>,
    /// How many there were.
    count: u32,
}

enum Change {
    Show(Tone, AttrValue),
    Close(u32),
}

impl Reducible for Toasts {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut next = (*self).clone();
        match change {
            Change::Show(tone, text) => {
                next.count += 1;
                next.shown.push(Toast { number: next.count, tone, text });
            }
            Change::Close(number) => next.shown.retain(|toast| toast.number != number),
        }
        Rc::new(next)
    }
}

/// What [`use_toasts`] gives.
#[derive(Clone, PartialEq)]
pub struct ToastHandle(UseReducerDispatcher<Toasts>);

impl ToastHandle {
    /// Something was done.
    pub fn done(&self, text: impl Into<AttrValue>) {
        self.show(Tone::Live, text.into());
    }

    /// Something went wrong, and nothing on the page says so.
    pub fn error(&self, text: impl Into<AttrValue>) {
        self.show(Tone::Gone, text.into());
    }

    fn show(&self, tone: Tone, text: AttrValue) {
        self.0.dispatch(Change::Show(tone, text));
    }
}

/// The way to say something in passing.
///
/// # Panics
/// Outside a [`Toaster`], which is a mistake in the component tree.
#[hook]
#[expect(clippy::expect_used, reason = "without a Toaster nothing would be shown; say so at once")]
pub fn use_toasts() -> ToastHandle {
    use_context().expect("use_toasts is called below a Toaster")
}

/// Props of [`Toaster`].
#[derive(Properties, PartialEq)]
pub struct ToasterProps {
    /// Everything that has something to say.
    pub children: Html,
}

/// Shows what [`use_toasts`] is told, once for the whole app.
#[component]
pub fn Toaster(props: &ToasterProps) -> Html {
    let toasts = use_reducer(Toasts::default);
    let close = {
        let dispatcher = toasts.dispatcher();
        Callback::from(move |number| dispatcher.dispatch(Change::Close(number)))
    };
    html! {
        <ContextProvider<ToastHandle> context={ToastHandle(toasts.dispatcher())}>
            { props.children.clone() }
            // There from the start: screen readers hear what is added to it.
            <div class="Toaster" role="status">
                { for toasts.shown.iter().map(|toast| html! {
                    <ToastView key={toast.number} toast={toast.clone()} close={close.clone()} />
                }) }
            </div>
        </ContextProvider<ToastHandle>>
    }
}

#[derive(Properties, PartialEq)]
struct ToastViewProps {
    toast: Toast,
    close: Callback<u32>,
}

#[component]
fn ToastView(props: &ToastViewProps) -> Html {
    let Toast { number, tone, text } = props.toast.clone();
    let timer = use_mut_ref(|| None);
    let stay = {
        let timer = timer.clone();
        Callback::from(move |()| drop(timer.take()))
    };
    let leave = {
        let close = props.close.clone();
        Callback::from(move |()| {
            let close = close.clone();
            if tone != Tone::Gone {
                timer.replace(Some(Timeout::new(SHOWN_MS, move || close.emit(number))));
            }
        })
    };
    {
        let (leave, stay) = (leave.clone(), stay.clone());
        use_effect_with((), move |()| {
            leave.emit(());
            move || stay.emit(())
        });
    }
    // It stays while the mouse or the keyboard is on it.
    let (hover, unhover) = (stay.reform(|_: MouseEvent| ()), leave.reform(|_: MouseEvent| ()));
    let (focus, blur) = (stay.reform(|_: FocusEvent| ()), leave.reform(|_: FocusEvent| ()));
    let onclick = props.close.reform(move |_| number);
    let picture = if tone == Tone::Gone { Icon::ALERT } else { Icon::CHECK };
    html! {
        <div class="Toast" data-tone={tone.as_str()} onmouseenter={hover} onmouseleave={unhover}
            onfocusin={focus} onfocusout={blur}>
            { icon(picture) }
            <p>{ text }</p>
            <button class="Link" type="button" aria-label="Close" {onclick}>{ icon(Icon::CLOSE) }</button>
        </div>
    }
}
