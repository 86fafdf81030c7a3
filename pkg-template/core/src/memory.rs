//! The allocator of the npm build. It decides that nothing which is let go of stays readable in the module's memory.

use std::alloc::{GlobalAlloc, Layout};

use lol_alloc::{AssumeSingleThreaded, FreeListAllocator};

/// The standard allocator weighs 2 kB (brotli) more, and is made for heaps far larger than a session's few
/// kilobytes. This one walks a list of free blocks.
#[cfg_attr(not(feature = "plain-allocator"), global_allocator)]
// SAFETY: a module without shared memory, as this one is built, has one thread.
#[allow(unsafe_code)]
static ALLOCATOR: Wiping = Wiping(unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) });

/// Overwrites what is let go of. `Secret` wipes itself, but the texts that come from JavaScript, answers of the token
/// endpoint and records among them, pass through many a `String` before they are one.
struct Wiping(AssumeSingleThreaded<FreeListAllocator>);

// SAFETY: hands everything on to an allocator; the block that is wiped is the caller's to give up, and has this size.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Wiping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe {
            block.write_bytes(0, layout.size());
            self.0.dealloc(block, layout);
        }
    }
}
