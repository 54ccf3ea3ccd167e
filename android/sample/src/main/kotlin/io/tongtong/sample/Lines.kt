package io.tongtong.sample

import io.tongtong.Alert
import io.tongtong.Balance
import io.tongtong.BalanceState
import io.tongtong.Contact
import io.tongtong.ContactState
import io.tongtong.Direction
import io.tongtong.Payment
import io.tongtong.Review
import io.tongtong.core.MessageContent
import io.tongtong.core.PaymentState
import io.tongtong.core.Warning
import java.util.Locale

/** What people read, in Korean or English. The words of an error come from the library. */
class Lines(val korean: Boolean) {
    /** For the words of an error. */
    val locale: Locale = if (korean) Locale.KOREAN else Locale.ENGLISH

    private fun of(english: String, korean: String): String = if (this.korean) korean else english

    val usage = of("usage: PROFILE FOLDER", "사용법: 프로필 폴더")
    val bye = of("Bye.", "안녕히 가세요.")

    // The way in.
    val askNewPassPhrase = of("Choose a pass phrase, six random words are good:", "새 암호문(무작위 단어 여섯 개가 좋습니다):")
    val askPassPhrase = of("Pass phrase:", "암호문:")
    val askName = of("Your name:", "이름:")
    val askPhone = of("Your phone number:", "전화번호:")
    val askCode = of("The code from the SMS:", "문자로 받은 인증 번호:")

    fun welcome(name: String) = of("Hello, $name.", "$name 님, 반갑습니다.")

    // The chat.
    val help = of(
        "/add NUMBER  /accept  /contacts  /to N  /wallet  /address COIN  /balance  /history  /pay 10 TTC note  /renew  /quit",
        "/add 번호  /accept  /contacts  /to N  /wallet  /address 코인  /balance  /history  /pay 10 TTC 메모  /renew  /quit",
    )
    val greeting = of("Hello!", "안녕하세요!")
    val asked = of("Asked. They have to accept.", "친구 요청을 보냈습니다. 상대가 수락하면 이야기할 수 있습니다.")
    val nobody = of("Nobody to talk to yet: /add NUMBER", "아직 이야기할 사람이 없습니다: /add 번호")
    val nobodyAsks = of("Nobody asks.", "받은 친구 요청이 없습니다.")
    val noSuchContact = of("No such number: /contacts", "그런 번호가 없습니다: /contacts")
    val newer = of("(only a newer version can show this)", "(새 버전에서만 볼 수 있는 메시지)")

    fun name(contact: Contact) = contact.name ?: contact.peer.take(8)
    fun talkingTo(contact: Contact) = of("To ${name(contact)}:", "${name(contact)} 님에게:")
    fun asks(contact: Contact) = of("${name(contact)} asks to be a contact: /accept", "${name(contact)} 님의 친구 요청: /accept")
    fun friends(contact: Contact) = of("${name(contact)} is a contact.", "${name(contact)} 님과 친구입니다.")
    fun payable(contact: Contact) = of("${name(contact)} can be paid.", "${name(contact)} 님에게 송금할 수 있습니다.")
    fun online(name: String) = of("($name is online)", "($name 님 접속)")
    fun offline(name: String) = of("($name is offline)", "($name 님 접속 끊김)")

    fun contact(number: Int, contact: Contact) = "$number. ${name(contact)} " + when (contact.state) {
        ContactState.FOUND -> of("(not asked)", "(요청 전)")
        ContactState.ASKED -> of("(has not answered)", "(수락 대기)")
        ContactState.ASKING -> of("(asks: /accept)", "(친구 요청: /accept)")
        ContactState.ACCEPTED -> ""
    }

    fun alert(contact: Contact, alert: Alert) = when (alert) {
        Alert.PAY_KEY_CHANGED -> of("! ${name(contact)} has a new pay key: compare safety numbers.", "! ${name(contact)} 님의 지급 키가 바뀌었습니다. 안전 번호를 비교하세요.")
        Alert.BEHIND -> of("! ${name(contact)} is back on an older state of their device.", "! ${name(contact)} 님의 기기가 예전 상태로 돌아갔습니다.")
        Alert.CONFLICT -> of("! Two messages of ${name(contact)} claim the same place.", "! ${name(contact)} 님의 메시지 두 개가 서로 어긋납니다.")
    }

    // Money.
    val walletReady = of("The wallet is ready.", "지갑이 준비되었습니다.")
    val payUsage = of("Like this: /pay 10 TTC lunch", "이렇게 쓰세요: /pay 10 TTC 점심값")
    val askApproval = of("Pass phrase to approve, or just Enter to leave it:", "승인하려면 암호문, 그만두려면 Enter:")
    val approved = of("Signed, and on its way.", "서명해서 보냈습니다.")
    val notPaid = of("Nothing was signed.", "아무것도 서명하지 않았습니다.")
    val lateDeposit = of("Money came to an old address.", "예전 주소로 돈이 들어왔습니다.")
    val renew = of("A contact needs fresh pay addresses of yours: /renew", "친구에게 줄 새 주소에 서명이 필요합니다: /renew")

    fun address(address: String) = of("Your address: $address", "내 주소: $address")
    fun wordsFollow(count: Int) = of("Write these $count words down. Enter shows the next one.", "단어 ${count}개를 적어 두세요. Enter를 누르면 다음 단어가 나옵니다.")

    fun balance(balance: Balance): String {
        val (state, confirmed, coming, leaving) = balance
        return when (state) {
            BalanceState.SEEN -> of(
                "${confirmed.text} ${confirmed.asset} (coming ${coming.text}, leaving ${leaving.text})",
                "${confirmed.text} ${confirmed.asset} (들어올 돈 ${coming.text}, 나갈 돈 ${leaving.text})",
            )
            BalanceState.NOT_SEEN -> of("? ${confirmed.asset} (not looked at yet)", "? ${confirmed.asset} (아직 확인 전)")
            BalanceState.NOT_OPENED -> of("? ${confirmed.asset} (not opened: /renew)", "? ${confirmed.asset} (아직 열지 않음: /renew)")
            BalanceState.NOT_CONFIGURED -> of("? ${confirmed.asset} (no server for it)", "? ${confirmed.asset} (연결할 서버 없음)")
        }
    }

    fun paid(payment: MessageContent.Payment) =
        "₮ ${payment.money.text} ${payment.money.asset}" + (payment.text?.let { " — $it" } ?: "")

    fun payment(payment: Payment): String {
        val sign = if (payment.direction == Direction.IN) "+" else "-"
        val state = when (payment.state) {
            is PaymentState.Signed -> of("signed", "서명함")
            is PaymentState.Sent -> of("sent", "보냄")
            is PaymentState.Announced -> of("announced", "상대가 보냈다고 함")
            is PaymentState.Confirmed -> of("in a block", "블록에 기록됨")
            is PaymentState.Failed -> of("failed", "실패")
        }
        val depth = payment.included?.let {
            if (it.isFinal) of(", final", ", 확정") else of(", confirmations: ${it.confirmations}", ", 확인 ${it.confirmations}회")
        }
        return "₮ $sign${payment.amount.text} ${payment.amount.asset}: $state${depth.orEmpty()}"
    }

    fun review(review: Review, contact: Contact): List<String> = listOfNotNull(
        of("This will be signed:", "이렇게 서명합니다:"),
        "  " + of("to", "받는 사람") + "  ${name(contact)}, ${review.to}",
        "  " + of("amount", "금액") + "  ${review.amount.text} ${review.amount.asset}",
        "  " + of("fee", "수수료") + "  ${review.fee.text} ${review.fee.asset}",
        review.change?.let { "  " + of("change", "거스름돈") + "  ${it.money.text} ${it.money.asset}" },
    ) + review.costs.map {
        "  " + of("besides", "추가 비용") + "  ${it.text} ${it.asset}"
    } + review.warnings.map { "  ! " + warning(it) }

    private fun warning(warning: Warning) = when (warning) {
        is Warning.FirstPayment -> of("you have never paid them before", "처음 송금하는 사람입니다")
        is Warning.DuplicateInFlight -> of("the same payment is on its way already", "같은 송금이 이미 진행 중입니다")
        is Warning.AddressPaidBefore -> of("this address was paid before", "전에 송금한 주소입니다")
        is Warning.AddressChanged -> of("their address is another than the one you paid before", "전에 송금한 주소와 다른 주소입니다")
        is Warning.HighFee -> of("the fee is ${warning.percent} % of the amount", "수수료가 금액의 ${warning.percent}%입니다")
        is Warning.LateDeposit -> of("money on an old address moves to a fresh one", "예전 주소의 돈을 새 주소로 옮깁니다")
        is Warning.PayeeHasCode -> of("this is a contract, not a person", "사람이 아니라 컨트랙트의 주소입니다")
        is Warning.FeeAtMost -> of("the fee is the most that it may be, usually less is taken", "수수료는 최대 금액이며, 보통은 더 적게 나갑니다")
        is Warning.FeeNotEstimated -> of("the network could not estimate the fee, this is the least", "네트워크가 수수료를 추정하지 못해 최소 금액으로 정했습니다")
    }

    companion object {
        fun ofTheSystem() = Lines(Locale.getDefault().language == "ko")
    }
}
