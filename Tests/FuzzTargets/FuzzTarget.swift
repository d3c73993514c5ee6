/// One parser that reads what strangers send, with what must hold of it for every input.
package struct FuzzTarget: Sendable {
  /// Names the folder of its corpus and its run of `make fuzz`.
  package let name: String
  /// Inputs that lead into every corner: where fuzzing begins.
  package let seeds: @Sendable () -> [[UInt8]]
  /// Takes any input; throws ``FuzzViolation`` when something does not hold. A trap is a finding, too.
  package let run: @Sendable ([UInt8]) throws(FuzzViolation) -> Void

  package init(
    _ name: String, seeds: @escaping @Sendable () -> [[UInt8]],
    run: @escaping @Sendable ([UInt8]) throws(FuzzViolation) -> Void
  ) {
    self.name = name
    self.seeds = seeds
    self.run = run
  }

  package static let all: [FuzzTarget] =
    signatureTargets + chunkTargets + requestDocumentTargets + answerDocumentTargets + headerTargets + policyTargets
    + formTargets + repositoryTargets
}

/// A property that an input broke.
package struct FuzzViolation: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// Throws unless it holds.
func hold(_ condition: Bool, _ description: @autoclosure () -> String) throws(FuzzViolation) {
  if !condition { throw FuzzViolation(description()) }
}

/// The texts of seeds.
func seeds(_ texts: String...) -> @Sendable () -> [[UInt8]] { { texts.map { Array($0.utf8) } } }

func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

/// What the parser makes of the input, nil where it refuses: a refusal is always right.
func accepted<Value>(_ body: () throws -> Value) -> Value? {
  do { return try body() } catch { return nil }
}
