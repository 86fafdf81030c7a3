//! What JavaScript calls. Converts, and nothing else.
#![cfg(target_arch = "wasm32")]

use lol_alloc::{FreeListAllocator, LockedAllocator};

mod client;
mod options;

pub use client::ApiClient;

/// The standard allocator weighs 2 kB (brotli) more, and is made for heaps far larger than a session's few
/// kilobytes. This one walks a list of free blocks. The lock around it is free of charge, since wasm has one thread
/// here, and spares an `unsafe`.
#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> = LockedAllocator::new(FreeListAllocator::new());
