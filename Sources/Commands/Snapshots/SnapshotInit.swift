import ArgumentParser
import Snapshots

/// `cairn snapshot init`
struct SnapshotInit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a repository.",
    discussion: "A bucket must exist already; a folder is made.")

  @OptionGroup(title: "Repository") var repository: RepositoryOptions

  @Option(help: ArgumentHelp("Version of the format: 1 or 2.", valueName: "n"))
  var repositoryVersion: Int = 2

  @Flag(help: "Cut files as the repository of --from-repo does, so that copies between both need no second cut.")
  var copyChunkerParams = false

  @OptionGroup(title: "Other repository") var from: OtherRepositoryOptions
  @OptionGroup(title: "Connection") var connection: ConnectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if !(1...2).contains(repositoryVersion) { throw ValidationError("--repository-version takes 1 or 2") }
    if copyChunkerParams, from.fromRepo == nil { throw ValidationError("--copy-chunker-params needs --from-repo") }
  }

  func run() async throws {
    let reporter = try Reporter(command: "snapshot init", options: output)
    let context = reporter.context
    let place = try RepositorySession.place(repository, context)
    let polynomial =
      try await copyChunkerParams ? from.open(connection, context).repository.config.polynomial : newPolynomial()
    let (backend, _, _) = try RepositoryPlace.backend(place, connection, context, creating: true)
    if try await backend.size(.config) != nil {
      throw RepositoryError(.exists, "there is a repository already at \(backend.location)")
    }
    let password = try RepositoryPassword(repository, context).read(
      isNew: true, prompt: "password for the new repository")
    let config = RepositoryConfig(version: Int64(repositoryVersion), id: .random(), polynomial: polynomial)
    let made = try await Repository.create(
      backend, config: config, password: password, owner: RepositoryHost.process(context).keyOwner,
      cacheFolder: RepositorySession.cacheFolder(repository, context))
    var record = Record(.item)
    record.add("action", text: "init")
    record.add("id", text: made.config.id.description)
    record.add("repository", text: backend.location)
    try reporter.record(record)
    try reporter.result("made repository \(made.config.id.short) at \(backend.location)")
    reporter.note("without the password, what is in it is lost: keep it in a second place")
  }

  private func newPolynomial() throws -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    guard let polynomial = Polynomial.random(using: &generator) else {
      throw CommandError(.someFailed, "no polynomial was found: the generator of random numbers is broken")
    }
    return polynomial.bits
  }
}
