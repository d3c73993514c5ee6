import AccessControl
import Testing

@Suite struct AccessControlListTests {
  private static let alice = AccessSubject(principal: Principal(kind: .user, id: "A", name: "alice"))

  @Test func whatIsKeptComesBack() {
    let list = AccessControlList([
      .init(.user("A"), .fullControl), .init(.everyone, .read), .init(.authenticated, .writeACP),
    ])
    let read = AccessControlList(stored: list.stored, ownerID: "O", bucketOwnerID: "B")
    #expect(read == list && read.grants.map(\.permission) == [.read, .writeACP, .fullControl])
    #expect(AccessControlList(stored: AccessControlList([]).stored, ownerID: "O", bucketOwnerID: "B").grants.isEmpty)
  }

  @Test(arguments: ["grants:READ=*,NONSENSE=*", "grants:READ", "grants:=*", "nonsense", "grants"])
  func aDamagedTextGrantsNoMoreThanItSays(_ text: String) {
    let list = AccessControlList(stored: text, ownerID: "A", bucketOwnerID: "A")
    #expect(!list.allows(.write, Self.alice, ignoresPublic: false))
    #expect(!list.allows(.read, Self.alice, ignoresPublic: true))
  }

  /// A key for a part of a bucket acts for root within its policy: no list makes it root.
  @Test func grantsReachNobodyElse() {
    let list = AccessControlList.ownerOnly(Principal.root.id)
    let scoped = AccessSubject(principal: Principal(kind: .user, id: "K", name: "key"), actsForRoot: true)
    let role = AccessSubject(
      principal: Principal(kind: .role(session: "s"), id: "R", name: "role"), ownerID: Principal.root.id)
    for subject in [scoped, role, .anonymous, Self.alice] {
      #expect(!list.allows(.read, subject, ignoresPublic: false))
    }
    #expect(list.allows(.read, .root, ignoresPublic: true))
    // Nor does the word for who did not sign stand for an id.
    let named = AccessControlList([.init(.user(Principal.anonymous.id), .read)])
    #expect(!named.allows(.read, .anonymous, ignoresPublic: false))
  }
}
