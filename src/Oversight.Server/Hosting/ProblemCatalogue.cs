namespace Oversight.Server.Hosting;

/// <summary>Every code the API can answer, with its status. A code stands here before it is used; its text says what to do next.</summary>
public static class ProblemCatalogue
{
    private static readonly (int Status, string Codes)[] ByStatus =
    [
        (400, """
            BadRequest ContentDigestRequired CursorInvalid FilterInvalid IdempotencyKeyMalformed IdempotencyKeyRequired
            IdempotencyKeyTooLong InvalidJson LimitOutOfRange ReportPeriodInvalid WaitOutOfRange
            """),
        (401, "NotSignedIn SignInRefused"),
        (403, "Forbidden LinkNotValid NotYourCommand"),
        (404, "NoSuchSeat NotFound"),
        (405, "MethodNotAllowed"),
        (409, """
            AccountExists AccountIsClosed ActingChairIsChair ActingChairMayNotCast ActingChairNotFullTime ActingChairNotSeated
            AgencyExists AgencyNotHeard AgendaHasBegun AgendaNotApproved AgendaNotReconciled AgreementHasEnded AlreadyAttached
            AlreadyPresent AlreadySeated AnotherSittingIsOpen BallotsOutstanding BelowApprovalsFloor CannotCloseOneself CannotSeatOneself
            CaseNotOver ChairNotFullTime ConditionNotMet ConsultationMissing ConsultationNotOpen ContentErased ContentNotSigned ContentVersionChanged
            DeadlinePassed DestructionOrdered EmergencyInterlocked FindingsNotSent HoldsSeat ItemNotWaiting MemberOfAgency MotionNotPossible
            MustBeAnotherPerson NoDefinition NoTie NotATie NotAnEmergency NotInTheRoom NotPossibleNow NotPresent NotPresiding
            NotYetEffective NotYetPublished NothingCorrected NothingProposed NothingToAccept NothingToOverride OutsideRenewalWindow
            PanelNotQuorate ParentNotExtendable PartAlreadyErased PartAlreadyProposed PeriodHasPassed ProposalAnswered RecordTheMeasure
            Recused RemandsSpent ReportAlreadyFiled ReportDiffersFromFiled ResolutionNotPossible RevocationNotLawful RoundAwaitsCasting
            SeatTaken SeatVacant SittingNotDue TimerNotDue TooManyAttachments TooManyPartTime UndertakingIsClosed UsageCaseMoved
            UsageFileChanged UsageFiledAlready UsageImportRunning
            """),
        (412, "Stale"),
        (413, "BodyTooLarge FileTooLarge UsageFileTooLarge"),
        (415, "JsonExpected NdjsonExpected UsageFormatExpected"),
        (422, """
            AgencyMissing AgendaItemTwice AgendaKindNotPossible AppointmentMissing BadAccountId BadAgencyId BallotIncomplete
            ConditionDueIncomplete ConditionIdTwice ContentDigestMismatch DateInFuture DateInPast DateTooEarly DigestMalformed
            DirectionsMissing DocumentNotAttached DocumentTwice EndOutsideTerm EndsBeforeItStarts EntryTooLarge ErasedBeforeTheEnd ExtensionLeavesGap
            FileEmpty FileNameMissing FileNameNotAccepted FlowNotInbound HoldsNoSeat IdempotencyKeyReused InvalidContent InvalidUse KeptTooLong
            MailNotAccepted MarksIncomplete NameMissing NarrowedScopeIsWider NoPartsNamed NoSuchAccount NoSuchAgency NoSuchAgendaItem
            NoSuchArticle NoSuchCondition NoSuchIncident NoSuchInspection NoSuchItem NoSuchPart NoSuchProposal NoSuchRequest
            NoSuchResolution NotAPanelMembersAccount NotOfTheRoom NumberOutOfRange ParentMissing PartTooLarge PartTwice
            OrdersNotReported PasswordContainsUserName PasswordRequiresUniqueChars PasswordTooLong PasswordTooShort PeriodEndsBeforeItStarts PeriodIsOver
            PortsNeedTcpOrUdp RangesOverlap ReasonMissing ReasonsMissing ReportedBeforeItOccurred RequestIncomplete ResolutionMissing
            RoleHasNoAgency RoleNotForPeople RouteIsFixed RouteNotOpenToAgency SittingTooFarAhead TermEndsBeforeItStarts
            TextMissingOrTooLong TooFarAhead TooManyElements TooManyLines UsageHeaderUnreadable UsageRecordsMissing WiderThanParent
            """),
        (428, "IfMatchRequired"),
        (429, "TooManyAttempts"),
        (500, "InternalError"),
        (503, "SigningKeyMissing"),
    ];

    private const string FieldCodes = """
        CriterionTwice EvidenceIdTwice EvidenceMalformed InvalidValue NoSuchEvidence NotARequestNumber OneAddressExpected OnePortExpected
        OneProtocolExpected ParentOnlyForExtension PeriodMissing ScopeItemDoesNotFitRoute ScopeMissing WindowOutsidePeriod
        """;

    /// <summary>The status by code; null for a code that only names a field at fault.</summary>
    public static IReadOnlyDictionary<string, int?> Statuses { get; } = ByStatus
        .SelectMany(group => Words(group.Codes).Select(code => KeyValuePair.Create(code, (int?)group.Status)))
        .Concat(Words(FieldCodes).Select(code => KeyValuePair.Create(code, (int?)null)))
        .OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary();

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
