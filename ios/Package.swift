// swift-tools-version: 6.0
import PackageDescription

// Sources/TongTongFFI, Sources/CoreBindings, Sources/TongTong/Generated and Samples/guide are generated: scripts/ios
// puts them there.
let package = Package(
    name: "TongTong",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [.library(name: "TongTong", targets: ["TongTong"])],
    targets: [
        // The C header of the library, and the order to link it.
        .systemLibrary(name: "TongTongFFI"),
        // What the generator makes of the library. It is not written for Swift 6's checks.
        .target(
            name: "CoreBindings",
            dependencies: ["TongTongFFI"],
            swiftSettings: [.swiftLanguageMode(.v5)]
        ),
        .target(name: "TongTong", dependencies: ["CoreBindings"]),
        .testTarget(name: "TongTongTests", dependencies: ["TongTong", "CoreBindings"]),
        // Chat and pay in a terminal: an example of an app.
        .executableTarget(name: "sample", dependencies: ["TongTong"], path: "Samples/sample"),
        // The program that docs/getting-started-ios.md tells; its one file is cut out of the page.
        .executableTarget(name: "guide", dependencies: ["TongTong"], path: "Samples/guide"),
        // Runs both at a terminal.
        .testTarget(name: "SampleTests", dependencies: ["TongTong", "sample", "guide"], path: "Samples/Tests"),
    ],
    swiftLanguageModes: [.v6]
)
