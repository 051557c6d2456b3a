"""Who may log in: inviting, roles, closing, and what cannot be done."""

import html
import re
import threading

import pytest
from sqlalchemy import select

from pulse.audit_log.models import AuditEntry
from pulse.organisation.operations import ensure_location, ensure_unit
from pulse.people.accounts import operations, queries
from pulse.people.accounts.operations import AccountRefused
from pulse.people.models import Account, AccountLink, RoleGrant
from pulse.web.access import Viewer
from tests.factories.organisation import an_organisation
from tests.factories.people import an_account, log_in, logged_in, post_form

NEW = {"name": "Lan", "email": "lan@example.com", "role": "manager", "reach": ""}


@pytest.fixture
def own(database):
    with database.writing() as session:
        return an_organisation(session, name="Lotus Works")


@pytest.fixture
def admin(staff_app, own):
    return logged_in(staff_app, own, "admin", name="Hana", email="hana@example.com")


def members(database, organisation_id):
    with database.reading() as session:
        return {one.name: one for one in queries.members(session, organisation_id)}


def actions(database, organisation_id):
    with database.reading() as session:
        kept = session.scalars(select(AuditEntry.action).where(AuditEntry.organisation_id == organisation_id))
        return [action for action in kept if action != "log_in.done"]


def press(client, account_id, what, **data):
    """Send a form of somebody's page, and read what is said then."""
    sheet = f"/people/staff/{account_id}"
    return html.unescape(post_form(client, sheet, data, at=f"{sheet}/{what}").text) + html.unescape(
        client.get(sheet).text
    )


def test_an_admin_invites_a_manager_of_a_unit_and_is_shown_the_link_once(admin, own, database):
    with database.writing() as session:
        kitchen = ensure_unit(session, own, "Operations/Kitchen")
    page = post_form(admin, "/people/staff", {**NEW, "reach": f"unit:{kitchen}"})
    assert page.status_code == 200
    (link,) = re.findall(r'value="(http[^"]+/people/password/[^"]+)"', page.text)
    lan = members(database, own)["Lan"]
    assert not lan.joined
    assert [(held.role, held.reach) for held in lan.roles] == [("manager", "Operations / Kitchen")]
    token = link.rpartition("/")[2]
    with database.reading() as session:
        (kept,) = session.scalars(select(AccountLink).where(AccountLink.organisation_id == own))
    assert token not in repr(vars(kept))
    listing = admin.get("/people/staff").text
    assert "Invited" in listing
    assert token not in listing
    assert "Invited to log in" in admin.get("/audit-log/").text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"name": "La\u202en"}, "A name may not hold invisible or control characters."),
        ({"email": "lan@"}, "This is not an e-mail address."),
        ({"email": "HANA@example.com"}, "There is already an account with this address."),
        ({"role": ""}, "Please choose one."),
        ({"role": "king"}, "Please choose one."),
        ({"role": "steward"}, "A steward looks after one location. Please choose which."),
        ({"reach": "unit:" + "0" * 32}, "This unit or location is not known."),
    ],
)
def test_a_bad_invitation_gets_one_sentence_keeps_what_was_typed_and_saves_nothing(admin, own, database, change, said):
    response = post_form(admin, "/people/staff", {**NEW, **change})
    assert response.status_code == 400
    assert response.text.count(said) == 2  # in the summary, and beside the field
    assert 'value="Lan"' in response.text or "name" in change
    assert set(members(database, own)) == {"Hana"}


@pytest.mark.parametrize("role", ["admin", "trustee", "auditor"])
def test_a_role_that_reaches_everything_has_no_part(admin, own, database, role):
    with database.writing() as session:
        office = ensure_unit(session, own, "Office")
    bad = post_form(admin, "/people/staff", {**NEW, "role": role, "reach": f"unit:{office}"})
    assert "This role always reaches everything." in bad.text
    assert set(members(database, own)) == {"Hana"}


def test_a_part_of_another_organisation_cannot_be_given(admin, database):
    with database.writing() as session:
        foreign = ensure_location(session, an_organisation(session), "Hanoi")
    response = post_form(admin, "/people/staff", {**NEW, "reach": f"location:{foreign}"})
    assert "This unit or location is not known." in response.text


def test_roles_are_given_and_taken_and_each_time_the_log_ins_end(staff_app, admin, own, database):
    with database.writing() as session:
        jakarta = ensure_location(session, own, "Jakarta")
    minh = staff_app.test_client()
    account_id = log_in(minh, own, "manager", name="Minh")
    assert minh.get("/dashboard/").status_code == 200
    said = press(admin, account_id, "role", **{"role-role": "steward", "role-reach": f"location:{jakarta}"})
    assert "The role is given." in said
    assert minh.get("/dashboard/").status_code == 302
    held = {one.role: one for one in members(database, own)["Minh"].roles}
    assert held["steward"].reach == "Jakarta"
    again = press(admin, account_id, "role", **{"role-role": "steward", "role-reach": f"location:{jakarta}"})
    assert "They have this role already." in again
    assert "The role is taken away." in press(admin, account_id, "role/take", grant=held["manager"].id)
    assert [one.role for one in members(database, own)["Minh"].roles] == ["steward"]
    assert "This is their only role." in press(admin, account_id, "role/take", grant=held["steward"].id)
    assert [one.role for one in members(database, own)["Minh"].roles] == ["steward"]
    assert sorted(actions(database, own)) == ["role.granted", "role.taken"]


def test_an_admin_who_removes_himself_is_refused_in_a_sentence(staff_app, own, database):
    client = staff_app.test_client()
    me = log_in(client, own, "admin", name="Hana")
    with database.writing() as session:
        an_account(session, own, "admin", name="Adam")
        operations.grant(session, own, me, "hr")
    grants = {one.role: one.id for one in members(database, own)["Hana"].roles}
    assert "You cannot take away your own rights" in press(client, me, "role/take", grant=grants["admin"])
    assert "You cannot close your own account." in press(client, me, "close")
    assert members(database, own)["Hana"].active
    assert "The role is taken away." in press(client, me, "role/take", grant=grants["hr"])
    assert client.get("/people/staff").status_code == 200  # this log-in goes on


def by(organisation_id, account_id="0" * 32):
    return Viewer(organisation_id, account_id, "Somebody", "en", ())


def test_the_last_administrator_stays_whoever_asks(database, own, clock):
    with database.writing() as session:
        last = an_account(session, own, "admin", name="Last")
        operations.grant(session, own, last, "hr")
        invited = an_account(session, own, "admin", name="Invited", password=None)
        an_account(session, own, "hr", name="Other")
        (grant_id,) = session.scalars(
            select(RoleGrant.id).where(RoleGrant.account_id == last, RoleGrant.role == "admin")
        )
    for refused in (
        lambda session: operations.close(session, by(own), last, now=clock.now()),
        lambda session: operations.take_role(session, by(own), last, grant_id, now=clock.now()),
    ):
        with pytest.raises(AccountRefused, match="Nobody else could set up anything"), database.writing() as session:
            refused(session)
    with database.writing() as session:
        operations.withdraw(session, by(own), invited, now=clock.now())
    assert set(members(database, own)) == {"Last", "Other"}


def test_two_administrators_who_remove_each_other_at_once_leave_one(database, own, clock):
    with database.writing() as session:
        pair = [an_account(session, own, "admin", name=name) for name in ("One", "Two")]
    start = threading.Barrier(2)

    def remove(me, other):
        start.wait()
        try:
            with database.writing() as session:
                operations.close(session, by(own, me), other, now=clock.now())
        except AccountRefused:
            pass

    threads = [threading.Thread(target=remove, args=each) for each in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.active for one in members(database, own).values()].count(True) == 1


def test_a_closed_account_is_out_at_once_and_comes_back_as_it_was(staff_app, admin, own, database):
    minh = staff_app.test_client()
    account_id = log_in(minh, own, "hr", name="Minh")
    assert "The account is closed" in press(admin, account_id, "close")
    assert minh.get("/dashboard/").status_code == 302
    assert not members(database, own)["Minh"].active
    assert "This account is closed." in press(admin, account_id, "link")
    assert "The account is open again." in press(admin, account_id, "reopen")
    assert members(database, own)["Minh"].active
    assert minh.get("/dashboard/").status_code == 302  # the log-in stays ended
    assert actions(database, own) == ["account.disabled", "account.enabled"] or set(actions(database, own)) == {
        "account.disabled",
        "account.enabled",
    }


def test_an_admin_ends_the_log_ins_of_an_account(staff_app, admin, own):
    minh = staff_app.test_client()
    account_id = log_in(minh, own, "hr", name="Minh")
    assert "1 log-in was ended." in press(admin, account_id, "log-out")
    assert minh.get("/dashboard/").status_code == 302


def test_with_another_address_the_log_ins_of_the_former_end_but_for_ones_own(staff_app, admin, own, database):
    minh = staff_app.test_client()
    account_id = log_in(minh, own, "hr", name="Minh", email="minh@example.com")
    press(admin, account_id, "name", name="Minh Tran", email="minh@example.com")
    assert minh.get("/dashboard/").status_code == 200
    press(admin, account_id, "name", name="Minh Tran", email="tran@example.com")
    assert minh.get("/dashboard/").status_code == 302
    press(admin, members(database, own)["Hana"].id, "name", name="Hana", email="hana.new@example.com")
    assert admin.get("/people/staff").status_code == 200


def test_an_invitation_is_taken_back_and_one_that_was_accepted_is_not(admin, own, database):
    post_form(admin, "/people/staff", NEW)
    lan = members(database, own)["Lan"]
    assert admin.get(f"/people/staff/{lan.id}").status_code == 200
    taken = post_form(admin, f"/people/staff/{lan.id}", {}, at=f"/people/staff/{lan.id}/withdraw")
    assert taken.location == "/people/staff"
    assert set(members(database, own)) == {"Hana"}
    with database.writing() as session:
        joined = an_account(session, own, "hr", name="Joined")
    assert "They have chosen a password already" in press(admin, joined, "withdraw")
    assert set(members(database, own)) == {"Hana", "Joined"}


def test_another_address_is_kept_unless_somebody_has_it(admin, own, database):
    with database.writing() as session:
        account_id = an_account(session, own, "hr", name="Minh", email="minh@example.com")
    said = press(admin, account_id, "name", name="Minh Tran", email=" Minh.Tran@Example.com ")
    assert "Saved." in said
    assert members(database, own)["Minh Tran"].email == "minh.tran@example.com"
    taken = post_form(
        admin,
        f"/people/staff/{account_id}",
        {"name": "Minh", "email": "hana@example.com"},
        at=f"/people/staff/{account_id}/name",
    )
    assert taken.status_code == 400
    assert "There is already an account with this address." in taken.text


def test_an_auditor_reads_who_may_log_in_and_finds_no_form(staff_app, own, database):
    auditor = staff_app.test_client()
    account_id = log_in(auditor, own, "auditor", name="Wu")
    for address in ("/people/staff", f"/people/staff/{account_id}", "/trustee/", "/closing/", "/audit-log/"):
        page = auditor.get(address)
        assert page.status_code == 200, address
        forms = re.findall(r'<form[^>]*action="([^"]*)"', page.text)
        assert set(forms) <= {"/people/log-out", "/audit-log/export", "/search/"}, address
    assert auditor.get("/").location == "/audit-log/"


def test_a_trustee_sees_the_keys_and_the_count_alone(staff_app, own):
    trustee = logged_in(staff_app, own, "trustee")
    assert trustee.get("/").location == "/trustee/"
    page = trustee.get("/trustee/").text
    assert 'action="/trustee/mode"' not in page
    assert 'action="/trustee/keys"' not in page
    assert 'action="/closing/result"' in trustee.get("/closing/").text
    for address in ("/dashboard/", "/people/", "/people/staff", "/actions/", "/audit-log/", "/surveys/"):
        assert trustee.get(address).status_code == 403, address


def test_an_account_without_a_name_is_found_in_no_other_organisation(database, own, clock):
    with database.writing() as session:
        other = an_organisation(session)
        theirs = an_account(session, other, "hr")
    with pytest.raises(LookupError), database.writing() as session:
        operations.close(session, by(own), theirs, now=clock.now())
    with database.reading() as session:
        assert session.get_one(Account, (other, theirs)).active
