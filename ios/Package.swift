// swift-tools-version: 6.0
import PackageDescription

// Sources/TongTongFFI, Sources/CoreBindings and Sources/TongTong/Generated are generated: scripts/ios puts them there.
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
    ],
    swiftLanguageModes: [.v6]
)
