//! The store in memory keeps the contract of stores.

use std::cell::RefCell;
use tongtong_ports::contract;
use tongtong_ports::memory::MemoryStore;
use tongtong_types::RowId;

#[test]
fn memory_store_keeps_the_contract() {
    let newest = RefCell::new(MemoryStore::new(RowId::new([0; 16])));
    contract::store::check(
        || {
            *newest.borrow_mut() = MemoryStore::new(RowId::new([1; 16]));
            Box::new(newest.borrow().reopened())
        },
        |_| Box::new(newest.borrow().reopened()),
    );
}
