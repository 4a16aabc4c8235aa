//! The table of problems: every case that a client can tell apart, with its slug, status, and its words in English and Chinese.
//!
//! Kept in alphabetical order. `{name}` in a detail is filled from the error's parameters. `type` is `/problems/<slug>`, a page that shows the same
//! words; a slug is never changed once released.

use http::StatusCode;

use crate::words::Language;

macro_rules! problems {
    ($($name:ident $status:ident $slug:literal [$title_en:literal, $title_zh:literal] [$detail_en:literal, $detail_zh:literal])*) => {
        /// A case that a client can tell apart.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Problem { $(#[doc = $title_en] $name,)* }

        impl Problem {
            /// All of them, in alphabetical order.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            pub const fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)* }
            }

            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }

            pub const fn title(self, language: Language) -> &'static str {
                match self { $(Self::$name => language.pick([$title_en, $title_zh]),)* }
            }

            /// The sentence that explains it, with its parameters still in braces.
            pub const fn about(self, language: Language) -> &'static str {
                match self { $(Self::$name => language.pick([$detail_en, $detail_zh]),)* }
            }
        }
    };
}

problems! {
    AcademicCalendarInUse CONFLICT "academic-calendar-in-use" ["Orders follow this calendar", "有订单遵循此校历"]
        ["{orders} live orders follow this academic calendar. It can be removed when none does.", "有 {orders} 个有效订单遵循此校历，待其不再遵循后方可删除。"]
    AcademicCalendarRefused CONFLICT "academic-calendar-refused" ["Orders stand in the way of this change", "有订单妨碍此更改"]
        ["Orders that follow this calendar cannot be amended like this; violations names each, and nothing has changed.", "遵循此校历的订单无法如此更改，violations 逐一列出；未作任何更改。"]
    ActingForbidden FORBIDDEN "acting-forbidden" ["You act for your own institution only", "只能代表本机构"]
        ["X-Tenant is for callers of the platform and of partners. Leave it out.", "X-Tenant 仅供平台和合作伙伴的调用方使用，请去掉。"]
    AmountTooLarge CONFLICT "amount-too-large" ["More than is owed", "金额超过应付额"]
        ["The most that this can be is {most} minor units. Of a payment that is more, send surplus: credit, and the rest is good for the next invoices.", "最多为 {most}（最小货币单位）。付款超出时请提交 surplus: credit，余额用于抵扣后续账单。"]
    BodyTooLarge PAYLOAD_TOO_LARGE "body-too-large" ["The body is too large", "请求体过大"]
        ["This operation reads at most {limit} bytes.", "此操作最多读取 {limit} 字节。"]
    BodyTooSlow REQUEST_TIMEOUT "body-too-slow" ["The body did not come in time", "请求体未及时到达"]
        ["Nothing of the body came for too long, or all of it took too long. Nothing was done.", "请求体长时间没有数据到达，或整体耗时过长。未执行任何操作。"]
    Busy SERVICE_UNAVAILABLE "busy" ["The service is busy", "服务繁忙"]
        ["Nothing was done. Try again after {retry_after_seconds} seconds.", "未执行任何操作，请在 {retry_after_seconds} 秒后重试。"]
    CapBelowSpent CONFLICT "cap-below-spent" ["This cap would stop lessons at once", "此上限会立即停课"]
        ["The month has come to {spent_minor} minor units already, so that no further lesson would start. Set at least one more, or cancel orders instead.", "当月支出已达 {spent_minor}（最小货币单位），设置后将立即不再开课。请至少比此多设 1，或改为取消订单。"]
    CapReached CONFLICT "cap-reached" ["A cap stands in the way", "已达支出上限"]
        ["This would raise a month above what a cap of this institution allows; violations name the cap and the figures. Nothing was done: order less, or have the cap raised.", "此操作会使某月支出超过本机构设置的上限，violations 列出该上限及金额。未执行任何操作：可减少订购，或请人提高上限。"]
    CapacityUnavailable CONFLICT "capacity-unavailable" ["There is no capacity for this", "容量不足"]
        ["The region cannot hold these rooms at the times named in violations.", "该区域在 violations 所列时间无法容纳这些教室。"]
    ClusterAnswers CONFLICT "cluster-answers" ["This cluster answers", "集群正常应答"]
        ["A failover is for a cluster that does not answer: this one does, and its orders can be moved by a drain, which ends no lesson. Send force: true to do it all the same.", "故障转移用于无应答的集群；此集群有应答，可用排空迁移订单且不中断课程。如仍需执行，请提交 force: true。"]
    ClusterDraining CONFLICT "cluster-draining" ["The cluster is drained", "集群正在排空"]
        ["Its orders move away, so it takes no new ones. Cancel the drain first.", "其订单正在迁出，不再接单。请先取消排空。"]
    ClusterInUse CONFLICT "cluster-in-use" ["Orders are on this cluster", "集群上仍有订单"]
        ["{orders} orders are on this cluster. It can be taken off when they are gone.", "该集群上有 {orders} 个订单，须待其结束后方可移除。"]
    ClusterKeepsRecordings CONFLICT "cluster-keeps-recordings" ["Recordings are kept on this cluster", "集群上仍保留录制内容"]
        ["Recordings of {kept} ended orders are kept on this cluster. It can be taken off when their retention is over.", "该集群仍保留 {kept} 个已结束订单的录制内容，须待保留期结束后方可移除。"]
    ClusterKnown CONFLICT "cluster-known" ["This cluster is registered already", "集群已注册"]
        ["A cluster is the same by the UID of its kube-system namespace. Change the registered one instead.", "集群以 kube-system 命名空间的 UID 识别，请修改已注册的集群。"]
    CollectionUnavailable CONFLICT "collection-unavailable" ["Cards are not taken here", "暂不支持银行卡支付"]
        ["Payment by card is not set up in this installation. Pay the invoice by transfer to the account that it names.", "本系统未开通银行卡支付，请按账单所示账户转账付款。"]
    ConflictingTransition CONFLICT "conflicting-transition" ["Not possible in this state", "当前状态不允许此操作"]
        ["What you name is in a state that does not allow this.", "所指对象当前的状态不允许此操作。"]
    CredentialUnsuitable FORBIDDEN "credential-unsuitable" ["Not with this credential", "此凭据不适用"]
        ["This operation needs {needed}.", "此操作需要 {needed}。"]
    CredentialsInvalid UNAUTHORIZED "credentials-invalid" ["E-mail or password is wrong", "邮箱或密码错误"]
        ["No account matches this e-mail and password.", "没有与此邮箱和密码相符的账户。"]
    CreditUsed CONFLICT "credit-used" ["This credit cannot be taken back", "此抵扣额无法收回"]
        ["A credit that was granted by hand is taken back while nothing of it was used, and {remaining} minor units of this one are left. Charge what was used some other way.", "仅可收回手工发放且尚未使用的抵扣额，此项剩余 {remaining}（最小货币单位）。已使用的部分请以其他方式收取。"]
    CrossSite FORBIDDEN "cross-site" ["Refused from another site", "拒绝跨站请求"]
        ["To log in, and for changes with a session cookie, send an Origin or Sec-Fetch-Site of this service's own pages.", "登录以及使用会话 Cookie 进行更改时，Origin 或 Sec-Fetch-Site 必须为本服务自身的页面。"]
    DocumentTooLarge UNPROCESSABLE_ENTITY "document-too-large" ["The order is too large to keep", "订单过大，无法保存"]
        ["Compressed, an order may take {limit} bytes. Split it into several orders.", "订单压缩后最多 {limit} 字节，请拆分为多个订单。"]
    DocumentUnavailable SERVICE_UNAVAILABLE "document-unavailable" ["This form is not available here", "暂不提供此格式"]
        ["The fonts that a PDF needs are missing on the server. Ask for text/html or text/csv.", "服务器缺少 PDF 所需字体，请改用 text/html 或 text/csv。"]
    DraftOfAnother CONFLICT "draft-of-another" ["This draft is somebody else's", "该草稿属于他人"]
        ["Only its owner removes a shared draft or stops sharing it. Make a copy of your own instead.", "共享的草稿只能由其所有者删除或取消共享，您可以另存一份。"]
    ExternalIdTaken CONFLICT "external-id-taken" ["This external_id is in use", "external_id 已被使用"]
        ["Something else of the same sort carries this external_id.", "同类的另一个对象已使用此 external_id。"]
    FileTooLarge PAYLOAD_TOO_LARGE "file-too-large" ["There is too much in this file", "文件内容过多"]
        ["{reason} Nothing was read.", "{reason}未读取任何内容。"]
    FileUnreadable UNPROCESSABLE_ENTITY "file-unreadable" ["Nothing can be read of this file", "无法读取此文件"]
        ["{reason}", "原因：{reason}"]
    FixedField CONFLICT "fixed-field" ["This cannot be changed", "此字段不可更改"]
        ["{field} stays as it is: that of an order for as long as it lives (make a new order instead), that of an institution while it is on a plan, by whose days its months are billed.", "{field} 不可更改：订单存续期间保持不变（请新建订单）；机构使用方案期间亦然，账单月份以此为准。"]
    Forbidden FORBIDDEN "forbidden" ["You may not do this", "无权执行此操作"]
        ["Your role or the scopes of your key do not include {permission}.", "您的角色或密钥的权限范围不包含 {permission}。"]
    HeaderInvalid BAD_REQUEST "header-invalid" ["A header cannot be understood", "请求头无法识别"]
        ["The header {header} has a value that this service cannot use.", "请求头 {header} 的值无法使用。"]
    HeaderMissing BAD_REQUEST "header-missing" ["A header is missing", "缺少请求头"]
        ["This operation needs the header {header}.", "此操作需要请求头 {header}。"]
    IdempotencyKeyReused UNPROCESSABLE_ENTITY "idempotency-key-reused" ["This Idempotency-Key belongs to another request", "此 Idempotency-Key 属于另一个请求"]
        ["The key was used with another body. Use a new key for a new request.", "此键已用于不同的请求体。新请求请使用新的键。"]
    IdempotencyKeyRunning CONFLICT "idempotency-key-running" ["The same request is still running", "相同的请求仍在处理"]
        ["A request with this Idempotency-Key has not finished. Try again in a moment.", "使用此 Idempotency-Key 的请求尚未完成，请稍后重试。"]
    ImageInUse CONFLICT "image-in-use" ["Rooms start from this image already", "教室已使用此镜像"]
        ["There is nothing to roll: name another tag or digest.", "无需更新，请指定其他标签或摘要。"]
    ImageRollOpen CONFLICT "image-roll-open" ["An image is on its way already", "已有镜像正在更新"]
        ["One room image at a time: a roll goes on, or is stopped. Wait until it is done, or take it back.", "同一时间只能更新一个教室镜像：有更新正在进行或已停止。请等待其完成，或将其撤回。"]
    ImageRollOvertaken CONFLICT "image-roll-overtaken" ["Another image has followed", "已有后续镜像"]
        ["Only the last roll can be taken back: take back the one that followed it first, or roll the image that you want.", "只能撤回最近一次更新：请先撤回其后的更新，或直接更新到所需镜像。"]
    Internal INTERNAL_SERVER_ERROR "internal" ["Something went wrong on our side", "服务内部出错"]
        ["The request could not be finished. Its request_id helps us to find out why.", "请求未能完成。request_id 可帮助我们查明原因。"]
    Invalid UNPROCESSABLE_ENTITY "invalid" ["The request has invalid fields", "请求中有无效字段"]
        ["Each entry of errors names a field and what is wrong with it.", "errors 中的每一项指出一个字段及其问题。"]
    InvoiceNotOpen CONFLICT "invoice-not-open" ["The invoice is not in that state", "账单状态不允许"]
        ["The invoice is {status}, so this cannot be done to it.", "账单状态为 {status}，无法执行此操作。"]
    InvoiceWaits CONFLICT "invoice-waits" ["The invoice cannot be issued yet", "账单暂时无法出具"]
        ["An earlier month is still a draft, or hours of this month are still to be settled: that takes a day after its end.", "更早的月份仍为草稿，或本月用量尚待结算（月末后一天内完成）。"]
    LastOwner CONFLICT "last-owner" ["The last one who may manage this", "最后一位管理者"]
        ["Somebody must keep this role here. Give it to another person first.", "此处必须保留一位担任该角色的人，请先将该角色授予他人。"]
    LessonBegun CONFLICT "lesson-begun" ["This lesson has begun", "这节课已经开始"]
        ["It began at {started_at} and goes on to its end; all that can be done is to extend it.", "这节课已于 {started_at} 开始，将上到结束；此时只能延长。"]
    LessonCancelled CONFLICT "lesson-cancelled" ["This lesson is cancelled", "这节课已取消"]
        ["A lesson that is not held cannot be extended. Move or restore it first.", "已取消的课不能延长，请先移动或恢复。"]
    LessonLeftOut CONFLICT "lesson-left-out" ["The order's timetable has left this lesson out", "订单的课程表已不含这节课"]
        ["The newest timetable has another line or other rooms, or begins this lesson at another time. Amend the order instead.", "最新课程表的课程行、教室或开始时间已与这节课不同，请改为修改订单。"]
    LessonOver CONFLICT "lesson-over" ["This lesson is over", "这节课已结束"]
        ["Its time was over at {ended_at}, and what was stays as it was.", "其时间已于 {ended_at} 结束，已发生的不再更改。"]
    LinkInvalid UNPROCESSABLE_ENTITY "link-invalid" ["This link is used up or has ended", "链接已使用或已过期"]
        ["Ask for a new link.", "请获取新的链接。"]
    MailNotSetUp CONFLICT "mail-not-set-up" ["No mail is sent here", "此处未启用邮件"]
        ["This installation sends no mail. Ask whoever added you for a new link, or the operator.", "此系统未启用邮件发送。请向添加您的人索取新链接，或联系运营方。"]
    MalformedJson BAD_REQUEST "malformed-json" ["The body is not JSON", "请求体不是有效的 JSON"]
        ["Line {line}, column {column}: this is not JSON.", "第 {line} 行第 {column} 列：不是有效的 JSON。"]
    MemberActive CONFLICT "member-active" ["This member has come already", "该成员已激活"]
        ["A password is set for this role. Whoever forgot it asks for a new one at the log-in.", "此角色已设置密码。忘记密码者可在登录页申请新密码。"]
    MemberExists CONFLICT "member-exists" ["This person has a role here already", "此人在此处已有角色"]
        ["Change the role of the member that there is.", "请更改现有成员的角色。"]
    MembershipLocked CONFLICT "membership-locked" ["Another password opens this role", "此角色需使用另一密码"]
        ["The password of this session does not open this role. Log in again, naming its tenant, with the password that was set for it.",
         "当前会话的密码不能用于此角色。请使用为该角色设置的密码重新登录，并指明其租户。"]
    MethodNotAllowed METHOD_NOT_ALLOWED "method-not-allowed" ["Not with this method", "不支持此方法"]
        ["The header Allow lists the methods that this address knows.", "响应头 Allow 列出了此地址支持的方法。"]
    MovesAtPeriodEnd CONFLICT "moves-at-period-end" ["This move waits for the end of the month", "此变更须等到月末"]
        ["A month of this version costs less than one of the version that counts now. Send when: period_end.", "该版本的月费低于当前版本，请以 when: period_end 提交。"]
    NewerVersion SERVICE_UNAVAILABLE "newer-version" ["A newer version wrote this order", "此订单由更新的版本写入"]
        ["The service is being updated, and an amendment here would lose fields that only the new version knows. Nothing was changed. Try again after {retry_after_seconds} seconds.",
         "服务正在升级，在此更改会丢失只有新版本才识别的字段。未作任何更改，请在 {retry_after_seconds} 秒后重试。"]
    NoLegalEntity CONFLICT "no-legal-entity" ["Nobody sells yet", "尚未设置开票主体"]
        ["An invoice is issued by a legal entity: set one with PUT /v1/platform/legal-entities.", "账单由开票主体出具：请先通过 PUT /v1/platform/legal-entities 设置。"]
    NoPaymentMethod CONFLICT "no-payment-method" ["There is no saved card", "没有已保存的银行卡"]
        ["Save a card first: POST /v1/payment-methods opens the page for it.", "请先保存银行卡：POST /v1/payment-methods 可打开相应页面。"]
    NoPlace CONFLICT "no-place" ["No other cluster takes this order", "没有其他集群可接纳此订单"]
        ["The rest of the order's term fits on none of the clusters that were tried; violations name what is against each. Nothing has changed.", "所试集群均无法容纳该订单剩余的学期，violations 逐一列出原因；未作任何更改。"]
    NodeGroupKnown CONFLICT "node-group-known" ["The cluster has this node group already", "该集群已有此节点组"]
        ["A group of this cluster is the same object, or knows its nodes by the same label. Remove that one first, or name another label.", "该集群已有节点组使用同一对象或同一节点标签，请先移除它，或使用其他标签。"]
    NotFound NOT_FOUND "not-found" ["There is no such thing", "未找到"]
        ["Nothing that you may see has this address.", "没有您可以查看的对象对应此地址。"]
    NotReserved CONFLICT "not-reserved" ["The order waits for nothing", "订单无需确认"]
        ["This order was not reserved: it is an ordinary order already.", "此订单并非保留订单，已是正式订单。"]
    OrderConfirmed CONFLICT "order-confirmed" ["The order is confirmed already", "订单已确认"]
        ["This order was confirmed with the purchase order {purchase_order}, which stays with it.", "此订单已以采购单 {purchase_order} 确认，该编号不再更改。"]
    OrderEnding CONFLICT "order-ending" ["The order lets no lesson go on", "订单的课不能延长"]
        ["This order is suspended, cancelled or over, so its lessons end when they end. Where it is suspended, resume it first.", "此订单已暂停、取消或结束，其课程按时结束。若为暂停，请先恢复。"]
    OrderMoving CONFLICT "order-moving" ["The order is moving already", "订单正在迁移"]
        ["The order is on its way to another cluster: {move}. Cancel that move first, or wait for its end.", "该订单正在迁往另一个集群：{move}。请先取消该迁移，或等待其结束。"]
    OrderThere CONFLICT "order-there" ["The order runs there", "订单已在该集群上"]
        ["The order runs on this cluster already. Name another one, or none.", "该订单已在此集群上运行，请指定其他集群，或不指定。"]
    OrdersGoOn CONFLICT "orders-go-on" ["Orders go on after that", "仍有订单在此之后继续"]
        ["{orders} live orders have lessons after {last_day}, the last day of the plan. Cancel or amend them first.", "有 {orders} 个有效订单在方案最后一天 {last_day} 之后仍有课次，请先取消或修改。"]
    OtherCurrency CONFLICT "other-currency" ["Another currency", "币种不符"]
        ["This is in {currency}, and has to be in {expected}.", "币种为 {currency}，应为 {expected}。"]
    PasscodeWrong UNPROCESSABLE_ENTITY "passcode-wrong" ["The passcode is missing or wrong", "口令缺失或错误"]
        ["This link asks for a passcode. Whoever gave you the link knows it.", "此链接需要口令，请向给您链接的人询问。"]
    PasswordWrong UNPROCESSABLE_ENTITY "password-wrong" ["The current password is wrong", "当前密码错误"]
        ["The password was not changed.", "密码未更改。"]
    PendingGeneration CONFLICT "pending-generation" ["A later version of this order would undo this", "订单的后续版本会使此更改失效"]
        ["Generation {generation} takes over at {effective_from} and does not have this change. Amend the order from then on, or change lessons that begin after it.", "第 {generation} 版将于 {effective_from} 生效且不含此更改。请自该时起修改订单，或更改此后开始的课。"]
    PreconditionFailed PRECONDITION_FAILED "precondition-failed" ["Somebody changed it meanwhile", "内容已被他人修改"]
        ["If-Match names an older edit. Read it again and repeat your change.", "If-Match 指向较旧的版本。请重新读取后再修改。"]
    PreconditionRequired PRECONDITION_REQUIRED "precondition-required" ["If-Match is missing", "缺少 If-Match"]
        ["Send the ETag that you read as If-Match, so that nobody's change is lost.", "请将读取到的 ETag 作为 If-Match 发送，以免覆盖他人的修改。"]
    PriceChanged CONFLICT "price-changed" ["The price is another one", "价格已变"]
        ["It does not cost what expected_price says: params.price is what it costs, null where it costs nothing. Nothing was done.", "价格与 expected_price 不符：params.price 为实际价格，免费时为 null。未执行任何操作。"]
    PriceTooLarge UNPROCESSABLE_ENTITY "price-too-large" ["The price is too large", "金额过大"]
        ["This comes to more than an amount of money can be, 9007199254740991 minor units.", "金额超过上限 9007199254740991（最小货币单位）。"]
    QuotaExceeded CONFLICT "quota-exceeded" ["This is more than the quota allows", "超出配额"]
        ["The quota does not allow this at the times named in violations.", "配额不允许在 violations 所列时间进行此预订。"]
    ReservationEnded CONFLICT "reservation-ended" ["The reservation is over", "保留已结束"]
        ["The reservation of this order ended at {at}, and what it held is given back. Order again, for instance by a copy: it is admitted where there is room still.", "此订单的保留已于 {at} 结束，所占资源予以释放。请重新下单（例如复制该订单）：仍有余量时即可受理。"]
    ReservedBefore CONFLICT "reserved-before" ["This was reserved before", "此前已保留过"]
        ["Orders of this kind and region, for a term that touches this one, were reserved from {since} on and not confirmed: reserved_until may be {latest} at the latest, and from {again_from} on any again. Without reserved_until it is admitted as ever.", "同类型、同区域且学期有重叠的订单自 {since} 起曾被保留而未确认：reserved_until 最晚为 {latest}，自 {again_from} 起不再受此限制。不带 reserved_until 的订单照常受理。"]
    RoomClosed CONFLICT "room-closed" ["The room is closed", "教室未开放"]
        ["A room is open from shortly before its lessons until shortly after them; opens_at says when it opens next.", "教室在课前片刻开放、课后片刻关闭；opens_at 为下次开放时间。"]
    SecondPersonNeeded CONFLICT "second-person-needed" ["Somebody else has to agree", "须由另一人同意"]
        ["Whoever asked for this refund cannot approve it. Another person of the platform can.", "申请退款的人不能自行批准，请由平台的另一人批准。"]
    SignatureInvalid BAD_REQUEST "signature-invalid" ["The signature is not right", "签名无效"]
        ["The body was not signed with a secret that is known here, or not within the last five minutes. Nothing was done.", "请求体未以此处已知的密钥签名，或签名时间超出五分钟。未执行任何操作。"]
    StoragePoolInUse CONFLICT "storage-pool-in-use" ["Recordings are in this storage pool", "存储池中仍有录制内容"]
        ["{orders} orders record into this pool, and recordings of {kept} others are kept in it. It can be taken off when they are gone: close it for new orders until then.", "有 {orders} 个订单正在使用该存储池，另有 {kept} 个订单的录制内容仍在保留期内，须待其结束后方可移除；在此之前可停止其接受新订单。"]
    StoragePoolKnown CONFLICT "storage-pool-known" ["The cluster has this storage pool already", "该集群已有此存储池"]
        ["Another pool of this cluster has the same {pointer}. A StorageClass is one pool: sold twice, its space would be promised twice.", "该集群的另一存储池具有相同的 {pointer}。一个 StorageClass 只能是一个存储池，否则同一空间会被承诺两次。"]
    SubscriptionOfAnother CONFLICT "subscription-of-another" ["This subscription is somebody else's", "该订阅属于他人"]
        ["Whoever made it revokes it, or who manages members.", "只能由创建者或成员管理者撤销。"]
    TenantNotApplicable BAD_REQUEST "tenant-not-applicable" ["X-Tenant has no meaning here", "此处不适用 X-Tenant"]
        ["This operation is not done for one tenant. Leave out X-Tenant.", "此操作不针对单个租户，请去掉 X-Tenant。"]
    TenantPastDue CONFLICT "tenant-past-due" ["Invoices are overdue", "有逾期账单"]
        ["No dearer plan is begun and no plan renewed while invoices are overdue. Pay them first: GET /v1/invoices?status=issued lists what is owed.", "有逾期账单时不能升级或续订方案。请先付款：GET /v1/invoices?status=issued 列出待付账单。"]
    TenantPurged CONFLICT "tenant-purged" ["The data of the institution was removed", "机构的数据已被清除"]
        ["Its plan ended, the time to come back is over, and its data is being removed or was. Invoices can still be read; for anything else make a new institution.", "其方案已结束，恢复期限已过，数据正在清除或已经清除。账单仍可查看；其他用途请新建机构。"]
    TenantRequired BAD_REQUEST "tenant-required" ["X-Tenant is missing", "缺少 X-Tenant"]
        ["Name the tenant that you act for in the header X-Tenant.", "请在请求头 X-Tenant 中指明所代表的租户。"]
    TenantSuspended CONFLICT "tenant-suspended" ["The institution is suspended", "机构已被暂停"]
        ["A suspended institution orders and changes nothing. Ask whoever suspended it.", "被暂停的机构不能下单或更改。请联系执行暂停的一方。"]
    TooManyAcademicCalendars CONFLICT "too-many-academic-calendars" ["There are too many academic calendars", "校历过多"]
        ["A tenant has at most {limit}. Remove one first.", "每个机构最多 {limit} 个，请先删除一个。"]
    TooManyCapacityChanges CONFLICT "too-many-capacity-changes" ["There are enough planned changes of this cluster", "该集群的计划变更数量已达上限"]
        ["A cluster may have {limit} changes that are not over. Remove one first.", "一个集群最多可有 {limit} 项未结束的变更，请先移除一项。"]
    TooManyCaps CONFLICT "too-many-caps" ["There are too many caps", "支出上限过多"]
        ["An institution has at most {limit}. Remove one first.", "每个机构最多 {limit} 个，请先删除一个。"]
    TooManyCredits CONFLICT "too-many-credits" ["There are too many credits", "抵扣额过多"]
        ["An institution has at most {limit} credits of which something is left. Revoke one, or wait until invoices have used some.", "每个机构最多有 {limit} 项未用完的抵扣额，请先收回一项，或等待账单使用。"]
    TooManyDrafts CONFLICT "too-many-drafts" ["There are enough drafts", "草稿数量已达上限"]
        ["You may keep {limit} drafts of {limit_mib} MiB in all, and everybody here together {limit_all}. Remove one first.",
         "您最多可保留 {limit} 份草稿，合计 {limit_mib} MiB；此处所有人合计最多 {limit_all} 份。请先删除一份。"]
    TooManyFollowers CONFLICT "too-many-followers" ["Too many orders follow this calendar", "遵循此校历的订单过多"]
        ["{orders} live orders follow this calendar, and one change amends at most {limit}, with {limit_mib} MiB of documents. Let some of them follow another one.", "有 {orders} 个有效订单遵循此校历，一次更改最多涉及 {limit} 个、文档共 {limit_mib} MiB，请让部分订单改用其他校历。"]
    TooManyGenerations CONFLICT "too-many-generations" ["The order was amended too often", "订单更改次数过多"]
        ["An order keeps at most {limit} generations in which lessons were held, and 64 MiB of documents. Changes that were over more than fifteen days ago are joined by themselves, but for those of rooms and seats. Wait for that, or cancel it from the next lesson on and order the rest anew.",
         "一个订单最多保留 {limit} 个已有课次的版本，文档总量不超过 64 MiB。结束超过十五天的更改会自动合并，教室和座位数的更改除外。请等待合并，或从下一节课起取消该订单，并将其余部分重新下单。"]
    TooManyKeys CONFLICT "too-many-keys" ["There are enough API keys", "API 密钥数量已达上限"]
        ["There may be {limit} live keys here. Revoke one first.", "此处最多可有 {limit} 个有效密钥，请先吊销一个。"]
    TooManyLinks CONFLICT "too-many-links" ["There are enough links to this room", "此教室的链接数量已达上限"]
        ["A room may have {limit} live links. Revoke one first.", "一间教室最多可有 {limit} 个有效链接，请先吊销一个。"]
    TooManyMembers CONFLICT "too-many-members" ["There are enough members", "成员数量已达上限"]
        ["There may be {limit} members here. Remove one first.", "此处最多可有 {limit} 名成员，请先移除一名。"]
    TooManyNodeGroups CONFLICT "too-many-node-groups" ["There are enough node groups of this cluster", "该集群的节点组数量已达上限"]
        ["A cluster may have {limit} node groups. Remove one first.", "一个集群最多可有 {limit} 个节点组，请先移除一个。"]
    TooManyPages CONFLICT "too-many-pages" ["Too many pages were opened", "打开的页面过多"]
        ["A tenant opens at most {limit} such pages a day. Use one that is open, or try again tomorrow.", "每个机构每天最多打开 {limit} 个此类页面，请使用已打开的页面或明天再试。"]
    TooManyPlans CONFLICT "too-many-plans" ["There are too many plans", "方案过多"]
        ["There may be {limit} of them.", "最多 {limit} 个。"]
    TooManyRequests TOO_MANY_REQUESTS "too-many-requests" ["Too many requests", "请求过多"]
        ["Try again after {retry_after_seconds} seconds.", "请在 {retry_after_seconds} 秒后重试。"]
    TooManyReserved CONFLICT "too-many-reserved" ["Enough orders wait for a purchase order", "等待采购单的订单已达上限"]
        ["At most {limit} orders may wait at a time. Confirm or cancel one, or order without reserved_until.", "同时最多可有 {limit} 个保留订单。请先确认或取消一个，或不带 reserved_until 下单。"]
    TooManyStoragePools CONFLICT "too-many-storage-pools" ["There are enough storage pools of this cluster", "该集群的存储池数量已达上限"]
        ["A cluster may have {limit} storage pools. Remove one first.", "一个集群最多可有 {limit} 个存储池，请先移除一个。"]
    TooManySubscriptions CONFLICT "too-many-subscriptions" ["There are too many subscriptions", "订阅过多"]
        ["Whoever makes them has at most {limit}, a tenant {limit_all}. Revoke one first.", "每位创建者最多 {limit} 个，每个机构最多 {limit_all} 个，请先撤销一个。"]
    Unauthenticated UNAUTHORIZED "unauthenticated" ["Who is calling?", "需要身份验证"]
        ["This operation needs a valid API key, access token or session.", "此操作需要有效的 API 密钥、访问令牌或会话。"]
    Unavailable SERVICE_UNAVAILABLE "unavailable" ["Not available at the moment", "暂时不可用"]
        ["Try again after {retry_after_seconds} seconds.", "请在 {retry_after_seconds} 秒后重试。"]
    UnsupportedMediaType UNSUPPORTED_MEDIA_TYPE "unsupported-media-type" ["The body must be JSON", "请求体必须为 JSON"]
        ["Send the body with Content-Type: application/json.", "请以 Content-Type: application/json 发送请求体。"]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_no_slug_is_used_twice() {
        let slugs: Vec<_> = Problem::ALL.iter().map(|problem| problem.slug()).collect();
        assert!(slugs.windows(2).all(|pair| pair[0] < pair[1]), "{slugs:?}");
    }

    #[test]
    fn both_languages_name_the_same_parameters() {
        for problem in Problem::ALL {
            let holes = |language| problem.about(language).matches('{').count();
            assert_eq!(holes(Language::En), holes(Language::ZhCn), "{problem:?}");
        }
    }
}
