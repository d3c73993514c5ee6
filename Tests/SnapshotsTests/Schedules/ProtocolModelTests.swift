import Testing

/// Every order of every step of the protocol in small: what it promises holds in all of them, and each weaker form of
/// it breaks the promise in some.
@Suite struct ProtocolModelTests {
  private static let sides: [[Bool]] = [[false, true], [true, true], [false, false]]

  /// The number of states that were looked at, and whether one was broken.
  private func explore(_ start: ProtocolModel) -> (states: Int, isBroken: Bool) {
    var seen: Set<ProtocolModel> = [start]
    var open = [start]
    while let state = open.popLast() {
      if !state.isWhole { return (seen.count, true) }
      for next in state.successors where seen.insert(next).inserted { open.append(next) }
    }
    return (seen.count, false)
  }

  @Test(arguments: sides) func everyOrderLeavesEverySnapshotWhole(programs: [Bool]) {
    let result = explore(ProtocolModel(programs, weakness: nil))
    #expect(!result.isBroken)
    #expect(result.states > 500, "only \(result.states) states")
  }

  @Test(arguments: ProtocolModel.Weakness.allCases) func aWeakerProtocolBreaks(_ weakness: ProtocolModel.Weakness) {
    #expect(
      Self.sides.contains { explore(ProtocolModel($0, weakness: weakness)).isBroken }, "\(weakness) is not noticed")
  }
}
