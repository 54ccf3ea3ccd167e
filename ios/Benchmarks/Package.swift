// swift-tools-version: 6.0
import PackageDescription

// What a call over the border costs from Swift. scripts/bench copies this package beside the generated sources
// (Sources/TongTongFFI, Sources/CoreBindings), builds it with optimisation and runs it.
let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v13)],
    targets: [
        .systemLibrary(name: "TongTongFFI"),
        .target(
            name: "CoreBindings",
            dependencies: ["TongTongFFI"],
            swiftSettings: [.swiftLanguageMode(.v5)]
        ),
        .executableTarget(name: "Border", dependencies: ["CoreBindings"]),
    ],
    swiftLanguageModes: [.v6]
)
