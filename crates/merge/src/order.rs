//! Ordering, once for all. Every kind of item that a sort is made for costs
//! five kilobytes in the browser, so that all long lists here are lists of one
//! type: two or more numbers packed into one, the most significant first.

/// Sorts items that are two or more numbers packed into one, each once. Every
/// other kind of item that is sorted costs five kilobytes in the browser.
#[inline(never)]
pub fn sort(items: &mut Vec<u128>) {
    items.sort_unstable();
    items.dedup();
}

/// Puts sorted items into a sorted list that holds none of them. Costs a pass
/// over what stands behind the first of them, and no more.
#[inline(never)]
pub(crate) fn put_in(list: &mut Vec<u128>, items: &[u128]) {
    let mut from = list.len();
    list.extend_from_slice(items);
    let mut to = list.len();
    for item in items.iter().rev() {
        let behind = list.get(..from).unwrap_or_default();
        let at = first_from(behind, *item);
        let moved = from - at;
        list.copy_within(at..from, to - moved);
        from = at;
        to -= moved + 1;
        if let Some(place) = list.get_mut(to) {
            *place = *item;
        }
    }
}

/// Where the items of a sorted list begin that are no smaller than this.
#[inline(never)]
pub fn first_from(list: &[u128], item: u128) -> usize {
    list.partition_point(|own| *own < item)
}

/// Takes sorted items out of a sorted list.
#[inline(never)]
pub(crate) fn take_out(list: &mut Vec<u128>, items: &[u128]) {
    let mut rest = items;
    if rest.is_empty() {
        return;
    }
    list.retain(|own| {
        while let [first, behind @ ..] = rest
            && first < own
        {
            rest = behind;
        }
        rest.first() != Some(own)
    });
}

/// Packs a key of 64 bits with two numbers of 32.
pub(crate) fn pack(key: u64, a: u32, b: u32) -> u128 {
    u128::from(key) << 64 | u128::from(a) << 32 | u128::from(b)
}

/// The smallest item of a key.
pub(crate) fn smallest(key: u64) -> u128 {
    u128::from(key) << 64
}

/// The key of a packed item.
pub(crate) fn key(item: u128) -> u64 {
    (item >> 64) as u64
}

/// The two numbers of a packed item.
pub(crate) fn pair(item: u128) -> (u32, u32) {
    ((item >> 32) as u32, item as u32)
}

/// Two places as one number, the smaller first.
pub(crate) fn both(a: u32, b: u32) -> u64 {
    u64::from(a.min(b)) << 32 | u64::from(a.max(b))
}

/// Puts a number into a short sorted list, each once.
#[inline(never)]
pub(crate) fn insert(list: &mut Vec<u64>, number: u64) {
    if let Err(at) = list.binary_search(&number) {
        list.insert(at, number);
    }
}

/// Whether a sorted list holds a number.
#[inline(never)]
pub(crate) fn holds(list: &[u64], number: u64) -> bool {
    list.binary_search(&number).is_ok()
}

/// The bits of a packed item that hold its key.
pub(crate) const KEY: u128 = !0 << 64;
/// The bits that hold its key and the first of its two numbers.
pub(crate) const KEY_AND_FIRST: u128 = !0 << 32;

/// Takes the items that are alike in these bits off the front of a sorted list;
/// none where it is empty.
#[inline(never)]
pub(crate) fn take_alike<'i>(items: &mut &'i [u128], bits: u128) -> &'i [u128] {
    let mut count = 0;
    while let (Some(first), Some(item)) = (items.first(), items.get(count))
        && (first ^ item) & bits == 0
    {
        count += 1;
    }
    let (alike, rest) = items.split_at_checked(count).unwrap_or_default();
    *items = rest;
    alike
}
