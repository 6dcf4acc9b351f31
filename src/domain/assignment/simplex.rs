//! The cheapest flow in a network, by the network simplex method. The one rule: the tree stays
//! strongly feasible (every node can send one more unit to the root), so it never runs in circles.
//!
//! Arcs may be added after a run; the next run goes on from the tree of the last one. Whole numbers
//! only, and no chance: the same network gives the same flow.

/// The root: node 0. Every node hangs from it by its slack arc at first.
pub(super) const ROOT: usize = 0;
/// No node.
const NONE: u32 = u32::MAX;

/// A tree of arcs and the flow it gives.
#[derive(Debug, Default)]
pub(super) struct Simplex {
    from: Vec<u32>,
    to: Vec<u32>,
    cost: Vec<i64>,
    cap: Vec<i64>,
    flow: Vec<i64>,
    /// 1 at its lower bound, 0 in the tree, -1 at its upper bound.
    state: Vec<i64>,
    parent: Vec<u32>,
    /// The arc to the parent, and whether it points up.
    pred: Vec<usize>,
    up: Vec<bool>,
    depth: Vec<u32>,
    price: Vec<i64>,
    child: Vec<u32>,
    next: Vec<u32>,
    prev: Vec<u32>,
    scan: usize,
}

/// Where the cycle of an entering arc is blocked.
struct Block {
    delta: i64,
    /// The tree arc above this node leaves; none if the entering arc only changes its bound.
    out: Option<usize>,
    on_first: bool,
}

/// A number that the sizes of a problem hold below 32 bits.
pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(NONE)
}

impl Simplex {
    /// The root alone.
    pub(super) fn new() -> Simplex {
        let mut made = Simplex::default();
        made.grow_node();
        made
    }
    fn grow_node(&mut self) -> usize {
        let node = self.parent.len();
        self.parent.push(NONE);
        self.pred.push(0);
        self.up.push(true);
        self.depth.push(0);
        self.price.push(0);
        for list in [&mut self.child, &mut self.next, &mut self.prev] {
            list.push(NONE);
        }
        node
    }
    /// A node that sends `supply` to the root over its slack arc of this capacity (above 0, and
    /// above the supply or equal when the slack is a last way out) and cost.
    pub(super) fn node(&mut self, supply: i64, cap: i64, cost: i64) -> usize {
        let node = self.grow_node();
        let arc = self.arc(node, ROOT, cap, cost);
        (self.flow[arc], self.state[arc]) = (supply, 0);
        self.pred[node] = arc;
        self.price[node] = -cost;
        self.depth[node] = 1;
        self.attach(node, ROOT);
        node
    }
    /// An arc without flow.
    pub(super) fn arc(&mut self, from: usize, to: usize, cap: i64, cost: i64) -> usize {
        self.from.push(small(from));
        self.to.push(small(to));
        self.cap.push(cap);
        self.cost.push(cost);
        self.flow.push(0);
        self.state.push(1);
        self.from.len() - 1
    }
    /// What flows over an arc.
    pub(super) fn flow(&self, arc: usize) -> i64 {
        self.flow[arc]
    }
    /// What a node sends over its slack arc.
    pub(super) fn slack_arc(&self, node: usize) -> usize {
        self.pred[node]
    }
    /// The price of a node: what one more unit there would cost, the root's being 0, with its sign
    /// turned.
    pub(super) fn price(&self, node: usize) -> i64 {
        self.price[node]
    }
    /// Brings the flow to its least cost.
    pub(super) fn run(&mut self) {
        let block = (self.from.len().isqrt()).max(20);
        while let Some(arc) = self.entering(block) {
            self.pivot(arc);
        }
    }
    /// The arc of the steepest descent in the first block of arcs that has any.
    fn entering(&mut self, block: usize) -> Option<usize> {
        let arcs = self.from.len();
        let (mut seen, mut at) = (0, self.scan);
        while seen < arcs {
            let end = (at + block).min(arcs);
            let (mut best, mut found) = (0, None);
            let (from, to) = (&self.from[at..end], &self.to[at..end]);
            let (cost, state) = (&self.cost[at..end], &self.state[at..end]);
            for (i, (((from, to), cost), state)) in
                from.iter().zip(to).zip(cost).zip(state).enumerate()
            {
                let reduced = cost + self.price[*from as usize] - self.price[*to as usize];
                let gain = state * reduced;
                if gain < best {
                    (best, found) = (gain, Some(at + i));
                }
            }
            seen += end - at;
            at = if end == arcs { 0 } else { end };
            if found.is_some() {
                self.scan = at;
                return found;
            }
        }
        None
    }
    fn pivot(&mut self, arc: usize) {
        let (from, to) = (self.from[arc] as usize, self.to[arc] as usize);
        let (first, second) = if self.state[arc] > 0 { (from, to) } else { (to, from) };
        let join = self.join(first, second);
        let block = self.blocked(arc, first, second, join);
        self.send(arc, from, to, join, block.delta);
        let Some(out) = block.out else {
            self.state[arc] = -self.state[arc];
            return;
        };
        let leaving = self.pred[out];
        self.state[arc] = 0;
        self.state[leaving] = if self.flow[leaving] == 0 { 1 } else { -1 };
        let (turned, stays) = if block.on_first { (first, second) } else { (second, first) };
        self.rehang(turned, stays, out, arc);
    }
    fn join(&self, mut a: usize, mut b: usize) -> usize {
        while a != b {
            if self.depth[a] >= self.depth[b] {
                a = self.parent[a] as usize;
            } else {
                b = self.parent[b] as usize;
            }
        }
        a
    }
    /// The last blocking arc of the cycle, seen from the join along the flow: this choice keeps the
    /// tree strongly feasible.
    fn blocked(&self, arc: usize, first: usize, second: usize, join: usize) -> Block {
        let mut block = Block { delta: self.cap[arc], out: None, on_first: false };
        let mut node = first;
        while node != join {
            let pred = self.pred[node];
            let flow = self.flow[pred];
            let left = if self.up[node] { flow } else { self.cap[pred] - flow };
            if left < block.delta {
                block = Block { delta: left, out: Some(node), on_first: true };
            }
            node = self.parent[node] as usize;
        }
        node = second;
        while node != join {
            let pred = self.pred[node];
            let flow = self.flow[pred];
            let left = if self.up[node] { self.cap[pred] - flow } else { flow };
            if left <= block.delta {
                block = Block { delta: left, out: Some(node), on_first: false };
            }
            node = self.parent[node] as usize;
        }
        block
    }
    fn send(&mut self, arc: usize, from: usize, to: usize, join: usize, delta: i64) {
        if delta == 0 {
            return;
        }
        let change = self.state[arc] * delta;
        self.flow[arc] += change;
        for (start, sign) in [(from, -1), (to, 1)] {
            let mut node = start;
            while node != join {
                let along = if self.up[node] { sign * change } else { -sign * change };
                self.flow[self.pred[node]] += along;
                node = self.parent[node] as usize;
            }
        }
    }
    /// Cuts the tree above `out` and hangs the part below from `stays`, turned round at `turned`.
    fn rehang(&mut self, turned: usize, stays: usize, out: usize, arc: usize) {
        let (mut node, mut above, mut by) = (turned, stays, arc);
        loop {
            let (old_above, old_by) = (self.parent[node] as usize, self.pred[node]);
            self.detach(node);
            self.attach(node, above);
            self.pred[node] = by;
            self.up[node] = self.from[by] as usize == node;
            if node == out {
                break;
            }
            (above, by, node) = (node, old_by, old_above);
        }
        let cost = if self.up[turned] { -self.cost[arc] } else { self.cost[arc] };
        let shift = self.price[stays] + cost - self.price[turned];
        self.shift(turned, shift);
    }
    /// Moves the prices below a node and counts its depths anew.
    fn shift(&mut self, top: usize, by: i64) {
        let mut node = top;
        loop {
            self.price[node] += by;
            self.depth[node] = self.depth[self.parent[node] as usize] + 1;
            if self.child[node] != NONE {
                node = self.child[node] as usize;
                continue;
            }
            while node != top && self.next[node] == NONE {
                node = self.parent[node] as usize;
            }
            if node == top {
                return;
            }
            node = self.next[node] as usize;
        }
    }
    fn detach(&mut self, node: usize) {
        let (prev, next) = (self.prev[node], self.next[node]);
        if prev == NONE {
            self.child[self.parent[node] as usize] = next;
        } else {
            self.next[prev as usize] = next;
        }
        if next != NONE {
            self.prev[next as usize] = prev;
        }
    }
    fn attach(&mut self, node: usize, above: usize) {
        let first = self.child[above];
        self.parent[node] = small(above);
        self.next[node] = first;
        self.prev[node] = NONE;
        if first != NONE {
            self.prev[first as usize] = small(node);
        }
        self.child[above] = small(node);
    }
}
