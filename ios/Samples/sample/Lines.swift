import Foundation
import TongTong

/// What people read, in Korean or English. The words of an error come from the library.
struct Lines: Sendable {
    /// The language of everything.
    let language: Language

    static func ofTheSystem() -> Lines {
        #if os(Linux)
            // Foundation on Linux does not look at the environment.
            let environment = ProcessInfo.processInfo.environment
            let name = environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? ""
            return Lines(language: name.hasPrefix("ko") ? .korean : .english)
        #else
            let code = Locale.current.language.languageCode?.identifier
            return Lines(language: code == "ko" ? .korean : .english)
        #endif
    }

    /// The words of an error.
    func words(of error: any Error) -> String {
        (error as? TongTongError)?.text(language: language) ?? error.localizedDescription
    }

    private func of(_ english: String, _ korean: String) -> String { language == .korean ? korean : english }

    var usage: String { of("usage: PROFILE FOLDER", "사용법: 프로필 폴더") }
    var bye: String { of("Bye.", "안녕히 가세요.") }

    // MARK: The way in

    var askNewPassPhrase: String {
        of("Choose a pass phrase, six random words are good:", "새 암호문(무작위 단어 여섯 개가 좋습니다):")
    }
    var askPassPhrase: String { of("Pass phrase:", "암호문:") }
    var askName: String { of("Your name:", "이름:") }
    var askPhone: String { of("Your phone number:", "전화번호:") }
    var askCode: String { of("The code from the SMS:", "문자로 받은 인증 번호:") }
    func welcome(_ name: String) -> String { of("Hello, \(name).", "\(name) 님, 반갑습니다.") }

    // MARK: The chat

    var help: String {
        of(
            """
            /add NUMBER  /accept  /contacts  /to N  /wallet  /address TTC  /balance  /history  /pay 10 TTC note  \
            /renew  /quit
            """,
            """
            /add 번호  /accept  /contacts  /to N  /wallet  /address TTC  /balance  /history  /pay 10 TTC 메모  \
            /renew  /quit
            """)
    }
    var greeting: String { of("Hello!", "안녕하세요!") }
    var asked: String { of("Asked. They have to accept.", "친구 요청을 보냈습니다. 상대가 수락하면 이야기할 수 있습니다.") }
    var nobody: String { of("Nobody to talk to yet: /add NUMBER", "아직 이야기할 사람이 없습니다: /add 번호") }
    var nobodyAsks: String { of("Nobody asks.", "받은 친구 요청이 없습니다.") }
    var noSuchContact: String { of("No such number: /contacts", "그런 번호가 없습니다: /contacts") }
    var newer: String { of("(only a newer version can show this)", "(새 버전에서만 볼 수 있는 메시지)") }

    func name(_ contact: Contact) -> String { contact.name ?? String(contact.peer.prefix(8)) }
    func talking(to contact: Contact) -> String { of("To \(name(contact)):", "\(name(contact)) 님에게:") }
    func asks(_ contact: Contact) -> String {
        of("\(name(contact)) asks to be a contact: /accept", "\(name(contact)) 님의 친구 요청: /accept")
    }
    func friends(_ contact: Contact) -> String { of("\(name(contact)) is a contact.", "\(name(contact)) 님과 친구입니다.") }
    func payable(_ contact: Contact) -> String {
        of("\(name(contact)) can be paid.", "\(name(contact)) 님에게 송금할 수 있습니다.")
    }
    func online(_ name: String) -> String { of("(\(name) is online)", "(\(name) 님 접속)") }
    func offline(_ name: String) -> String { of("(\(name) is offline)", "(\(name) 님 접속 끊김)") }

    func contact(_ number: Int, _ contact: Contact) -> String {
        let state =
            switch contact.state {
            case .found: of("(not asked)", "(요청 전)")
            case .asked: of("(has not answered)", "(수락 대기)")
            case .asking: of("(asks: /accept)", "(친구 요청: /accept)")
            case .accepted: ""
            }
        return "\(number). \(name(contact)) \(state)"
    }

    func alert(_ contact: Contact, _ alert: Alert) -> String {
        let name = name(contact)
        return switch alert {
        case .payKeyChanged:
            of("! \(name) has a new pay key: compare safety numbers.", "! \(name) 님의 지급 키가 바뀌었습니다. 안전 번호를 비교하세요.")
        case .behind:
            of("! \(name) is back on an older state of their device.", "! \(name) 님의 기기가 예전 상태로 돌아갔습니다.")
        case .conflict:
            of("! Two messages of \(name) claim the same place.", "! \(name) 님의 메시지 두 개가 서로 어긋납니다.")
        }
    }

    // MARK: Money

    var walletReady: String { of("The wallet is ready.", "지갑이 준비되었습니다.") }
    var payUsage: String { of("Like this: /pay 10 TTC lunch", "이렇게 쓰세요: /pay 10 TTC 점심값") }
    var askApproval: String {
        of("Pass phrase to approve, or just Enter to leave it:", "승인하려면 암호문, 그만두려면 Enter:")
    }
    var approved: String { of("Signed, and on its way.", "서명해서 보냈습니다.") }
    var notPaid: String { of("Nothing was signed.", "아무것도 서명하지 않았습니다.") }
    var lateDeposit: String { of("Money came to an old address.", "예전 주소로 돈이 들어왔습니다.") }
    var renew: String {
        of("A contact needs fresh pay addresses of yours: /renew", "친구에게 줄 새 주소에 서명이 필요합니다: /renew")
    }

    func address(_ address: String) -> String { of("Your address: \(address)", "내 주소: \(address)") }
    func wordsFollow(_ count: Int) -> String {
        of(
            "Write these \(count) words down. Enter shows the next one.",
            "단어 \(count)개를 적어 두세요. Enter를 누르면 다음 단어가 나옵니다.")
    }

    func balance(_ balance: Balance) -> String {
        let asset = balance.confirmed.asset
        return switch balance.state {
        case .seen:
            of(
                "\(balance.confirmed.display) (coming \(balance.coming.text), leaving \(balance.leaving.text))",
                "\(balance.confirmed.display) (들어올 돈 \(balance.coming.text), 나갈 돈 \(balance.leaving.text))")
        case .notSeen: of("\(asset): not looked at yet", "\(asset): 아직 확인하지 못했습니다")
        case .notOpened: of("\(asset): not opened yet: /renew", "\(asset): 아직 열지 않았습니다: /renew")
        case .notConfigured:
            of("\(asset): not configured in this network", "\(asset): 이 네트워크에 설정되지 않았습니다")
        }
    }

    func paid(_ money: Money, _ words: String?) -> String {
        "₮ \(money.display)" + (words.map { " — \($0)" } ?? "")
    }

    func payment(_ payment: Payment) -> String {
        let state =
            switch payment.state {
            case .signed: of("signed", "서명함")
            case .sent: of("sent", "보냄")
            case .announced: of("announced", "상대가 보냈다고 함")
            case .confirmed: of("in a block", "블록에 기록됨")
            case .failed: of("failed", "실패")
            }
        let depth = payment.included.map {
            $0.isFinal ? of(", final", ", 확정") : of(", confirmations: \($0.confirmations)", ", 확인 \($0.confirmations)회")
        }
        return "₮ \(payment.direction == .in ? "+" : "-")\(payment.amount.display): \(state)\(depth ?? "")"
    }

    func review(_ review: Review, _ contact: Contact) -> [String] {
        var shown = [
            of("This will be signed:", "이렇게 서명합니다:"),
            "  \(of("to", "받는 사람"))  \(name(contact)), \(review.to)",
            "  \(of("amount", "금액"))  \(review.amount.display)",
            "  \(of("fee", "수수료"))  \(review.fee.display)",
        ]
        for cost in review.costs { shown.append("  \(of("besides", "추가"))  \(cost.display)") }
        if let change = review.change { shown.append("  \(of("change", "거스름돈"))  \(change.money.display)") }
        return shown + review.warnings.map { "  ! " + warning($0) }
    }

    private func warning(_ warning: Warning) -> String {
        switch warning {
        case .firstPayment: of("you have never paid them before", "처음 송금하는 사람입니다")
        case .duplicateInFlight: of("the same payment is on its way already", "같은 송금이 이미 진행 중입니다")
        case .addressPaidBefore: of("this address was paid before", "전에 송금한 주소입니다")
        case .addressChanged: of("their address is another than the one you paid before", "전에 송금한 주소와 다른 주소입니다")
        case .highFee(let percent): of("the fee is \(percent) % of the amount", "수수료가 금액의 \(percent)%입니다")
        case .lateDeposit: of("money on an old address moves to a fresh one", "예전 주소의 돈을 새 주소로 옮깁니다")
        case .payeeHasCode: of("the payee is a contract, not a person", "받는 곳이 사람이 아니라 컨트랙트입니다")
        case .feeAtMost:
            of("the fee is the most that it may be; usually less is taken", "수수료는 최대 금액입니다. 보통은 더 적게 나갑니다")
        case .feeNotEstimated:
            of(
                "the network could not estimate the fee: this is the least that nodes carry",
                "네트워크가 수수료를 추정하지 못해 최저 수수료로 정했습니다")
        }
    }
}
