"""The same assignment by OR-tools' minimum-cost flow, for a comparison in the same run.

python assign_ortools.py made APPLICATIONS EVALUATORS [CANDIDATES]
python assign_ortools.py bids FILE PER_PROPOSAL MAX_LOAD

Prints one line: total, seconds of solve(), seconds with building the network, peak KiB of the process.
Needs numpy and ortools. The made-up instance is that of data/assignment/instance.py.
"""
import resource, sys, time
import numpy as np
from ortools.graph.python import min_cost_flow

def h(x):
    x = np.asarray(x, dtype=np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))

def made(applications, evaluators, topics=20, institutions=50):
    u = np.uint64
    with np.errstate(over="ignore"):
        a = np.arange(applications, dtype=u); e = np.arange(evaluators, dtype=u); far = u(1) << u(32)
        first, second = h(a * u(8) + u(1)) % u(topics), h(a * u(8) + u(2)) % u(topics)
        of_a = h(a * u(8) + u(3)) % u(institutions)
        knows = np.stack([h(e * u(8) + u(4 + k) + far) % u(topics) for k in range(3)])
        of_e = h(e * u(8) + u(7) + far) % u(institutions)
        p = h((a[:, None] << u(20)) + e[None, :] + (u(1) << u(50)))
    score = (p % u(10)).astype(np.int64)
    score += 40 * (first[:, None, None] == knows.T[None]).any(2) + 20 * (second[:, None, None] == knows.T[None]).any(2)
    return score, ((p >> u(32)) % u(100) >= u(5)) & (of_a[:, None] != of_e[None, :])

def solve(score, allowed, needs, least, most):
    start = time.perf_counter()
    proposals, evaluators = score.shape
    p, e = np.nonzero(allowed)
    sink, big = proposals + evaluators, int(score.max()) * proposals + 1
    network = min_cost_flow.SimpleMinCostFlow()
    network.add_arcs_with_capacity_and_unit_cost(p, proposals + e, np.ones(len(p), dtype=np.int64), -score[p, e])
    nodes = proposals + np.arange(evaluators)
    for cap, cost in [(least, -big), (most - least, 0)]:
        network.add_arcs_with_capacity_and_unit_cost(nodes, np.full(evaluators, sink), np.full(evaluators, cap), np.full(evaluators, cost))
    supplies = np.concatenate([np.full(proposals, needs), np.zeros(evaluators, dtype=np.int64), [-needs * proposals]])
    network.set_nodes_supplies(np.arange(sink + 1), supplies)
    built = time.perf_counter()
    status = network.solve()
    done = time.perf_counter()
    assert status == network.OPTIMAL, status
    flows = network.flows(np.arange(len(p)))
    assert network.optimal_cost() == -int((flows * score[p, e]).sum()) - big * least * evaluators
    return int((flows * score[p, e]).sum()), done - built, done - start

if sys.argv[1] == "made":
    applications, evaluators = int(sys.argv[2]), int(sys.argv[3])
    score, allowed = made(applications, evaluators)
    if len(sys.argv) > 4:
        ranked = np.where(allowed, score, -1)
        best = np.argsort(-ranked, axis=1, kind="stable")[:, : int(sys.argv[4])]
        few = np.zeros_like(allowed)
        np.put_along_axis(few, best, True, axis=1)
        allowed &= few
    mean = 3 * applications // evaluators
    total, seconds, whole = solve(score, allowed, 3, int(mean * 0.8), int(mean * 1.1))
else:
    words = open(sys.argv[2]).read().split()
    matrix = np.array(words[2:], dtype=float).reshape(int(words[0]), int(words[1]))
    score = np.rint(matrix * 4).astype(np.int64)
    total, seconds, whole = solve(score, np.ones_like(score, dtype=bool), int(sys.argv[3]), 0, int(sys.argv[4]))
    total /= 4
print(total, f"{seconds:.6f} {whole:.6f}", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
