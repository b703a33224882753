//! Values whose type is forgotten for a while.
//!
//! A hook with type parameters is compiled once for each use, and a page has many: one that works on
//! these is compiled once. The typed hooks around them put the types back.

use std::any::Any;
use std::rc::Rc;

/// A value of any type that can be compared.
pub trait AnyEq: Any {
    /// Of the same type, and equal?
    fn equals(&self, other: &dyn Any) -> bool;
    /// For [`Any`]'s functions.
    fn as_any(&self) -> &dyn Any;
}

impl<T: PartialEq + 'static> AnyEq for T {
    fn equals(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<T>() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A key: what a query is for, what a mutation runs with.
#[derive(Clone)]
pub struct Key(Rc<dyn AnyEq>);

impl Key {
    /// Of a value.
    pub fn new(value: impl PartialEq + 'static) -> Self {
        Self(Rc::new(value))
    }

    /// The value again, if it is of this type.
    #[must_use]
    pub fn value<T: Clone + 'static>(&self) -> Option<T> {
        (*self.0).as_any().downcast_ref().cloned()
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.0.equals((*other.0).as_any())
    }
}
