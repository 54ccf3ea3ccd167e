import Foundation

/// How much memory this process has, in bytes. Only Linux tells it in this way.
func residentMemory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
        let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
    else { throw Problem("how much memory this process has") }
    return kilobytes * 1_024
}

/// By how much memory grows while this is done a second time: the first time warms everything up.
func growth(_ name: String, _ work: () async throws -> Void) async throws -> Int {
    try await work()
    let before = try residentMemory()
    try await work()
    let grown = try residentMemory() - before
    print("\(name): memory grew by \(grown / 1_024) KiB")
    return grown
}
