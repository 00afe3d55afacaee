"""Who should have which client, with the fewest changes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import call, care

TEAM = [["Ines"], ["Tobias"]]


def column(cells):
    return [[cell] for cell in cells]


def fault(answer):
    return answer.code, answer.reason


def told(*arguments):
    explained = call("REL_EXPLAIN", "REL_ASSIGN", *arguments)
    return [(row[1], row[2]) for row in explained if row[0] == "because"]


def assign(managers, sectors, efforts, *team):
    return [cell for (cell,) in call("REL_ASSIGN", column(managers), column(sectors), column(efforts), *team)]


# By hand


def test_a_book_by_hand():
    # Ines has 110 against 100 and gives up the 60, keeping 50; Tobias keeps 40 of 120, 80 free. In order of effort:
    # 60 Law to Tobias (80 free against 50), 20 left; 30 Retail only Tobias could serve, and has 20; 20 Law to Ines.
    assert assign(
        ["Ines", "ines ", "Tobias", None, "Gareth"],
        ["Law", "Banking", "Retail", "law", "Retail"],
        [60, 50, 40, 20, 30],
        TEAM,
        [[100], [120]],
        [["LAW , Banking"], [None]],
    ) == ["Tobias", "Ines", "Tobias", "Ines", "Unassigned"]


def test_who_is_able_and_within_capacity_stays():
    assert assign(["Ines", "Tobias", "Ines"], ["a", "b", "c"], [4, 9, 5], TEAM, 9) == ["Ines", "Tobias", "Ines"]


def test_the_fewest_clients_are_given_up():
    # 1 + 2 + 3 + 9 against 6: giving up the 9 is enough; nobody else can take it
    assert assign(["Ines"] * 4, ["a"] * 4, [1, 2, 9, 3], TEAM, [[6, 8]]) == ["Ines", "Ines", "Unassigned", "Ines"]


def test_of_equal_efforts_the_client_higher_up_is_given_up_and_placed_first():
    assert assign(["Ines"] * 3, ["a"] * 3, [5, 5, 5], TEAM, [[10, 5]]) == ["Tobias", "Ines", "Ines"]
    assert assign(["Ines"] * 3, ["a"] * 3, [5, 5, 5], TEAM, [[5, 5]]) == ["Tobias", "Unassigned", "Ines"]


def test_of_equally_free_managers_the_first_in_the_list():
    assert assign([None, None, None], ["a"] * 3, [3, 2, 1], TEAM, 10) == ["Ines", "Tobias", "Tobias"]
    assert assign([None, None], ["a"] * 2, [3, 3], [["Tobias", "Ines"]], 10) == ["Tobias", "Ines"]


def test_a_smaller_client_may_find_a_place_after_a_larger_that_does_not():
    assert assign([None, None], ["a", "a"], [9, 2], TEAM, 5) == ["Unassigned", "Ines"]


def test_nobody_is_able():
    skills = [["Law"], ["Banking"]]
    assert assign(["Ines", "Ines"], ["Retail", "Law"], [1, 1], TEAM, 9, skills) == ["Unassigned", "Ines"]


def test_a_client_of_no_sector_goes_to_a_manager_for_all():
    assert assign(["Ines", "Ines"], [None, "Law"], [1, 1], TEAM, 9, [["Law"], [None]]) == ["Tobias", "Ines"]


def test_a_client_without_effort_fits_where_nothing_is_free():
    assert assign(["Ines", None], ["a", "a"], [0, 0], TEAM, 0) == ["Ines", "Ines"]
    assert assign(["Ines", "Ines"], ["a", "a"], [1, 0], TEAM, 0) == ["Unassigned", "Ines"]


def test_decimals_that_fill_a_capacity_exactly():
    assert assign(["Ines"] * 3, ["a"] * 3, [0.1, 0.2, 0.3], TEAM, 0.6) == ["Ines"] * 3
    assert assign([None, None], ["a"] * 2, [0.1, 0.2], [["Ines"]], 0.3) == ["Ines"] * 2


def test_capacity_as_one_number_as_a_list_and_as_a_table():
    arguments = [None, "Tobias", "Ines"], ["a", "b", "c"], [4, 5, 6], TEAM
    answer = assign(*arguments, 9)
    assert answer == ["Tobias", "Tobias", "Ines"]
    for capacity in (
        [[9, 9]],
        [[9], [9]],
        [["tobias", 9], ["INES", 9]],
        [["Manager", "Hours"], ["Ines", 9], ["Tobias", 9], ["Gareth", 1]],
    ):
        assert assign(*arguments, capacity) == answer


def test_blank_managers_in_the_list_keep_what_stands_beside_the_others():
    answer = assign(
        [None, None], ["Law", "Banking"], [5, 5], [["Ines"], [None], ["Tobias"], [None]],
        [[9], [None], [9], [None]], [["Banking"], [None], ["Law"], [None]],
    )  # fmt: skip
    assert answer == ["Tobias", "Ines"]


def test_a_row_that_cannot_be_read_takes_nobodys_time():
    answer = call("REL_ASSIGN", column(["Ines"] * 3), column(["a"] * 3), column([5, "x", None]), TEAM, 5)
    assert answer[0] == ["Ines"]
    assert fault(answer[1][0])[0] == "#VALUE!"
    assert fault(answer[2][0]) == ("#N/A", "effort, row 3: must be given, the cell is blank")


def test_why():
    assert told(
        column(["Ines", "Ines", "Tobias", None, "Gareth", "Ines"]),
        column(["Law", "Banking", "Retail", "Law", "Retail", "Shipping"]),
        column([60, 50, 40, 20, 30, 1]),
        TEAM,
        [[100], [100]],
        [["Law, Banking"], ["Retail, Law"]],
    ) == [
        ("", "6 clients: 2 as before, 2 to another account manager, 2 Unassigned"),
        ("", "Ines then has 70 of 100"),
        ("", "Tobias then has 100 of 100"),
        ("row 1", "goes with 60 to Tobias, who has 60 free, most of those able; "
                  "Ines had 110 against a capacity of 100 and gives up the largest"),
        ("row 4", "goes with 20 to Ines, who has 50 free, most of those able; it had no account manager"),
        ("row 5", "Unassigned, it takes 30 and nobody able has more than 0 free; Gareth is not among the managers"),
        ("row 6", "Unassigned, nobody serves Shipping; Ines does not serve Shipping"),
    ]  # fmt: skip


# Laws

PEOPLE = ["A", "B", "C"]
clients = st.lists(
    st.tuples(st.sampled_from([None, *PEOPLE, "Z"]), st.sampled_from(["x", "y", "z"]), st.integers(0, 9)),
    min_size=2,
    max_size=12,
)
teams = st.lists(st.tuples(st.integers(0, 25), st.sets(st.sampled_from(["x", "y", "z"]))), min_size=1, max_size=3)


def by_definition(clients, team):
    """The definition, one client after the other."""
    able = {name: skills or {"x", "y", "z"} for name, (_, skills) in zip(PEOPLE, team, strict=False)}
    free = {name: capacity for name, (capacity, _) in zip(PEOPLE, team, strict=False)}
    after = {}
    for name in able:
        own = [row for row, (who, sector, _) in enumerate(clients) if who == name and sector in able[name]]
        while sum(clients[row][2] for row in own) > free[name]:
            own.remove(min(own, key=lambda row: (-clients[row][2], row)))
        free[name] -= sum(clients[row][2] for row in own)
        after |= dict.fromkeys(own, name)
    waiting = [row for row in range(len(clients)) if row not in after]
    for row in sorted(waiting, key=lambda row: (-clients[row][2], row)):
        _, sector, effort = clients[row]
        candidates = [name for name in able if sector in able[name]]
        best = max(candidates, key=lambda name: free[name], default=None)
        if best is not None and free[best] >= effort:
            after[row] = best
            free[best] -= effort
    return [after.get(row, "Unassigned") for row in range(len(clients))]


@settings(max_examples=200, deadline=None)
@given(clients, teams)
def test_assign_by_its_definition(clients, team):
    managers, sectors, efforts = zip(*clients, strict=True)
    names = column(PEOPLE[: len(team)])
    capacity = column([capacity for capacity, _ in team])
    skills = column([", ".join(sorted(skills)) for _, skills in team])
    answer = assign(managers, sectors, efforts, names, capacity, skills)
    assert answer == by_definition(clients, team)
    # Nobody has more than the capacity, and nobody has a client without the skill.
    for name, (most, skills) in zip(PEOPLE, team, strict=False):
        own = [client for client, who in zip(clients, answer, strict=True) if who == name]
        assert sum(effort for _, _, effort in own) <= most
        assert all(not skills or sector in skills for _, sector, _ in own)


@settings(max_examples=60, deadline=None)
@given(clients, teams)
def test_what_is_assigned_stays(clients, team):
    _, sectors, efforts = zip(*clients, strict=True)
    arguments = [
        column(PEOPLE[: len(team)]),
        column([capacity for capacity, _ in team]),
        column([", ".join(sorted(skills)) for _, skills in team]),
    ]
    once = assign([client[0] for client in clients], sectors, efforts, *arguments)
    again = assign(once, sectors, efforts, *arguments)
    assert all(then == now for now, then in zip(once, again, strict=True) if now != "Unassigned")


# Refusals


def refused(*team):
    answer = call("REL_ASSIGN", column(["Ines", None]), column(["a", "b"]), column([1, 2]), *team)
    assert answer[0] == answer[1]
    return fault(answer[0][0])


def test_managers_are_named_once():
    assert refused([["Ines"], ["ines"]], 5) == (
        "#VALUE!",
        'managers: must name each manager once, and not Unassigned, got "ines"',
    )
    assert refused([["Ines"], ["Unassigned"]], 5)[0] == "#VALUE!"
    assert refused([[None], [None]], 5) == ("#N/A", "managers: must be given, the cell is blank")


def test_everybody_has_a_capacity():
    assert refused(TEAM, [["Ines", 5]]) == ("#N/A", "capacity: must be given for each manager, Tobias has none")
    assert refused(TEAM, [[5], [None]]) == ("#N/A", "capacity: must be given for each manager, Tobias has none")
    assert refused(TEAM, [[5, 6, 7]]) == ("#VALUE!", "capacity: must be as many as managers, 2, got 3")
    assert refused(TEAM, [[5, -6]]) == ("#NUM!", "capacity: must not be negative, got -6")
    assert refused(TEAM, [[1, 2, 3], [4, 5, 6]]) == (
        "#VALUE!",
        "capacity: must be one number, one row, one column, or two columns of manager and number",
    )
    assert refused(TEAM, None)[0] == "#N/A"


def test_lists_belong_together():
    assert refused(TEAM, 5, [["Law"]]) == ("#VALUE!", "skills: must be as many as managers, 2, got 1")
    assert refused([["Ines"], [None]], [[5], [6]]) == (
        "#VALUE!",
        "managers: must name everybody of whom capacity is given, one cell is blank",
    )
    assert refused([["Ines"], [None]], 5, [["Law"], ["Tax"]]) == (
        "#VALUE!",
        "managers: must name everybody of whom skills is given, one cell is blank",
    )


def test_one_client_alone():
    assert fault(call("REL_ASSIGN", "Ines", "a", 1, TEAM, 5)) == (
        "#N/A",
        "manager: must be more than one client: one client cannot be ranked: pass the whole column, or see REL_LOAD "
        "for who has room",
    )


def test_negative_effort():
    answer = call("REL_ASSIGN", column(["Ines", "Ines"]), column("ab"), column([1, -1]), TEAM, 5)
    assert answer[0] == ["Ines"]
    assert fault(answer[1][0]) == ("#NUM!", "effort, row 2: must not be negative, got -1")


def test_from_python():
    assert care.assign(["A", None], ["x", "y"], [1.0, 2.0], ["A", "B"], {"a": 9.0, "b": 9.5}).tolist() == ["A", "B"]
    assert care.assign(["A", "A"], ["x", "x"], 3.0, ["A", "B"], [3.0, 3.0]).tolist() == ["B", "A"]


@pytest.mark.parametrize("ids", [[7, 8], ["7", "8"], [7.0, 8.0]])
def test_managers_by_number(ids):
    assert assign(ids, ["a", "b"], [1, 1], [[7], [8]], 5) == [7, 8]
