using System.Security.Cryptography;
using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

/// <summary>
/// Pins the bytes of one entry of every event. Shapes are hashed into the audit trail for ever: when a hash changes here, an old entry can no longer be
/// read or no longer means what it meant. Add a new event instead.
/// </summary>
public sealed class EntryShapeTests
{
    private static readonly EventCodec<RequestEvent> Codec = new();

    private static readonly DateTimeOffset At = Jst("2028-02-14 09:00:00.123");

    private static readonly Bilingual Both = new("text", "本文");

    private static readonly RequestContent Content = C03 with
    {
        Emergency = true,
        Urgency = Urgency.Priority,
        Replaces = "2028-0000-0000",
        Parent = "2028-0000-0001",
        Scope = [C03.Scope![0], C08.Scope![0] with { Excluded = ["delete files"], Note = "a note" }],
        Consultations = C08.Consultations,
        DesignatedOfficer = C08.DesignatedOfficer,
    };

    private static readonly Condition Condition = new(
        "a", ConditionKind.Precedent, ConditionOwner.Secretariat, Both,
        new(ConditionDueKind.Recurring, At, ConditionTrigger.Act, 48, [new(2028, 3, 1)]), Both, ["1"], [Port("443")], 2);

    private static readonly MotionText Text = new(
        new Dictionary<string, ScopeItem> { ["1"] = Content.Scope![0] }, [Condition], [new(Criterion.K4, Both)], Both);

    private static readonly CountedItem Counted = new("1", Ids(Kuze, Saegusa, Nasu), Id(Kuze), 3, 1, 1, 1, ItemResult.Carried, true);

    internal static readonly RequestEvent[] Events =
    [
        new RequestDrafted(Cao, Content), new ContentRevised(2, Content), new AttachmentAdded(new string('a', 64), 10, "application/pdf", "letter.pdf"),
        new RequestSubmitted(new string('b', 64), "data-acquisition", 1), new RequestSigned(1, At), new RequestDeclined("not convinced"),
        new RequestResubmitted(2), new RequestWithdrawn("overtaken"),
        new IntakeJudged(1, [IntakeCode.I01], [IntakeCode.I07], [IntakeCode.W01], new string('c', 64), ["2027-0000-0001"]),
        new FlowStarted("examination", At), new FlowEnded("examination", "Ready"), new FlowCancelled("minister"), new RequestClosed("Withdrawn"),
        new BreachRecorded("ErasureOverdue"), new StopOrdered(["Stop", "Destroy"]),
        new ExaminationRecorded(1, Recommendation.ApproveInPart, [new(Criterion.K1, Fulfilment.Partly, "a note")], Both), new InformationRequested([Both]),
        new InformationAnswered(1, [new string('a', 64)], Both),
        new ConsultationConfirmed("minister", Authority.ForeignMinister, new(2028, 2, 14), "document 9", Both),
        new InterestDeclared(Id(Nasu), RecusalGround.SelfRecusal, ["1"], "kin"),
        new RoundOpened(
            1, "panelVote", 1, MotionKind.Decide, ["1", "2"], Id(Kuze), Ids(Kuze, Saegusa, Nasu), People.Panel.SnapshotAt(new(2028, 2, 14)), VotingRule.Default,
            CountingSettings.Default, Text),
        new PresenceChanged(1, Id(Nasu), false),
        new BallotCast(
            1, Id(Kuze), 1, new Dictionary<string, Choice> { ["1"] = Choice.Yes, ["2"] = Choice.No }, new Dictionary<string, string> { ["2"] = "too wide" }, Both),
        new RoundTied(1, ["1"]), new TieDecided(1, "1", Id(Saegusa), true, true, "why"), new RoundClosed(1, [Counted], Decision.PartlyApproved),
        new RoundVoided(1, ["1"]),
        new AuthorisationIssued(1, 1, At, At.AddDays(1), ["1"], new(Text.Narrowed!, ["cao-op-01"], Content.Windows!, [Condition])), new AuthorisationStarted(),
        new AuthorisationEnded(AuthorisationEnd.EndedEarly, "done"), new ErasureRecorded(At, new(Both, Both, "cao-op-01", "certificate 3")),
        new MeasureRecorded(new string('b', 64), "emergency", 1, At, At.AddHours(12), new("stop module", Both)), new MeasureNotified(1, At),
        new InterlockOverridden(Id(Kuze), "a patient's life"),
        new ConditionReported("a", At, [new string('a', 64)], Both), new ConditionAccepted("a", At), new ConditionMissed("a", At, 2),
        new ConditionBreached("a", 1, 1), new AuthorisationSuspended("a", 1), new AuthorisationResumed(1),
        new AuthorisationNarrowed(["1"], Text.Narrowed, "done sooner"), new ActRecorded(At, Both), new ExtensionGranted("2028-0000-0002", At, At.AddDays(1)),
        new ExtensionLost("2028-0000-0002"), new ErasureKept(At, new(Both, Both)), new KeepingEnded(), new ErasureCarriedOver("2028-0000-0002"),
        new DisclosureRecorded(At, DisclosurePurpose.CriminalInvestigation, true, 12, "a recipient", Both),
        new AccessLogRecorded(At, At.AddDays(1), new string('a', 64), 12),
        new UsageImported(1, new string('a', 64), "csv", 12, 1, 9, [new(["outOfCidr", "notActive"], 3)], new string('b', 64), "usage.csv"),
        new InspectionAsked(Id(Ayabe), Both), new InspectionPlanned(1, InspectionKind.Unannounced, "63(1)", new(2028, 2, 14), Both), new InspectionOpened(1),
        new FindingRecorded(1, 1, "b", 312, new string('a', 64), EvidenceGrade.A, Both), new FindingsSent(1, At), new FindingsAnswered(1, Both),
        new FindingsUnanswered(1), new InspectionFollowed(1, Both), new InspectionClosed(1, Both), new IncidentOpened(1, 1, true, 32, Both, At),
        new IncidentContained(1, 32, Both), new IncidentReported(1, Both), new IncidentClassified(1, IncidentClass.Relevant, 4, new(4, 4), true, Both),
        new IncidentRemedied(1, At, new(Both, Both, "cao-op-01", "certificate 3")), new IncidentClosed(1, Both),
        new ErasureProposed(1, [new(1, "content.scope"), new(9, "report")], Both, Both),
        new PartsErased(1, 1, [new(1, "content.scope"), new(9, "report")], "examiner1", Id(Kuze), Both, Both),
        new ErasureProposalRefused(2, Id(Kuze), "still needed"),
        new ResolutionAdopted(1, 1, [ResolutionKind.Notice, ResolutionKind.Demand], true, 1, 1, Both), new ResolutionAnswered(1, Both),
    ];

    /// <summary>Events with the members that were added to their shapes later.</summary>
    private static readonly RequestEvent[] Grown =
    [
        new IntakeJudged(1, [], [], [IntakeCode.W03], new string('c', 64), [], Route.R1, ["3"]),
        new ErasureRecorded(At, new(Both, Both, "cao-op-01", "certificate 3"), [Core.Workflows.Order.Stop, Core.Workflows.Order.LimitUse]),
        new RoundOpened(
            1, "", 1, MotionKind.Resolve, ["resolution"], Id(Kuze), Ids(Kuze, Saegusa, Nasu), People.Panel.SnapshotAt(new(2028, 2, 14)), VotingRule.Default,
            CountingSettings.Default, Text with { Recommendation = Both, Resolution = new([ResolutionKind.Revoke], Both, 1, 1) }, At),
    ];

    /// <summary>Events as they were written before a part was added to their shapes.</summary>
    private static readonly RequestEvent[] Former = [new RequestDrafted(Cao, Content, null), new ContentRevised(2, Content, null)];

    private static readonly Dictionary<string, string> Pinned = new()
    {
        ["AccessLogRecorded"] = "87feb92f18e54a53cce770828386e80da555e28b4a2661f91b9cecce59b0c533",
        ["ActRecorded"] = "fee63bcb34d0a969afcce776ddc916340c75b66a65e2e00da27002414657b344",
        ["AttachmentAdded"] = "5c1b8287f9323efce91cacb4b3a2f4773d061d5dc96f741b338cbcd069f86c00",
        ["AuthorisationEnded"] = "4f6d94e9db717af7a8a8b115c1c90787a302591babeea7edbf5cd858b4590dca",
        ["AuthorisationIssued"] = "be70977117ed9a9b01dfbb7d4d675f519266beb46dbc2ddcbe74b8fb686fea01",
        ["AuthorisationNarrowed"] = "33af44697e59fb09ba0c75aeabf670575bfa53a5cb6a19f04962a6ea5f2b00bb",
        ["AuthorisationResumed"] = "1c34a6926d81bd67c42d8544024d2d552568f198da1cebbdca5bbe3320e7a920",
        ["AuthorisationStarted"] = "e054ac018aeea68f1b767802ced06811e2ff4944fb31709ae1db76e0bae5103e",
        ["AuthorisationSuspended"] = "7efe2e490d0b585a2185836f38c73a2b2d0b6281dbf37bf329193ed00917d929",
        ["BallotCast"] = "e672b00cfe2d1da7035e75be01ae2841f5d17f5d012b832544fd8fc52d6f1e07",
        ["BreachRecorded"] = "7245baad1ed845366c81766934d800d23e205fc9114aa585c424a47a876947a0",
        ["ConditionAccepted"] = "386da95b3278b954ea4a61da4929dd20d2b13d313b050a94872c71068c99930a",
        ["ConditionBreached"] = "9fd306c88a49bc8811e91400d46f75fb705f4d91e6eb28dc7adc397c2f1d37bf",
        ["ConditionMissed"] = "bf0381b95b4e6dc9f12a81e94f93b4f2131c97c7fe8cc7b4a04dedf775c0fc7e",
        ["ConditionReported"] = "1ab84faf8c14a1ba4e5bbdb340dbe01c01e65f386fd44f178beda2c234a9d2ef",
        ["ConsultationConfirmed"] = "70e2a9734d1866f72934c006efc3b4cb3cc39f1f93329632617f5eb5c51353fb",
        ["ContentRevised"] = "beadaf0e165ca6c36fbd189a0ed8acfa6df1bf4ab3cda725818c4cb6629e7587",
        ["ContentRevised, former"] = "a720d50321672d095e6be6070d1508d759505c48ef864569dca8217299a4344c",
        ["DisclosureRecorded"] = "585e5bc9e55b99cd871beabc94d613fc27ef5d6302a11ed479a7b041caafad3c",
        ["ErasureCarriedOver"] = "c7832f89110c867cb05df3462a9584bae23851386865811539b131834efb1d3a",
        ["ErasureKept"] = "f81e6f7e7c0e987e0bd33c10901b59e34e4aa793dad3bee6dc786be8488e7337",
        ["ErasureProposalRefused"] = "217af0b9665dd8b00de3b0b8a7972305acaf80ff4fb15c938a1350d8a1edc4cc",
        ["ErasureProposed"] = "46fa384b41872c87ed51d71b1af8e1bd587aa76fa4c9f13c690c74897ef1edbc",
        ["ErasureRecorded"] = "0a3192c96d3e40e93401be14cf7caf8f2a281bfaadf693e645239c3b7b60c759",
        ["ErasureRecorded, grown"] = "fe2596be8b3dd67326a0a3f3df9d27f5f3e9bbcb52aceda5433a55c002952e6f",
        ["ExaminationRecorded"] = "3497623b8754aeecb6925187cfd588ca9090db9700c19e422e0d46661806fe51",
        ["ExtensionGranted"] = "65b11494ee72472264a20a62e6c8c22c3639c01944e418ef855e01e7c5df667f",
        ["ExtensionLost"] = "822298d11f4a9190c9b4373e0994a1f53889535b661d7b7e075db6acf88934d7",
        ["FindingRecorded"] = "665f58718d619854a2dc8789736d9390b2041d43f2d707e642b833b3dd02fbf2",
        ["FindingsAnswered"] = "baad00f1a1fe2b300c9aabcbe3c279d39d7f4ce02e67ff7f6db1c2605107c947",
        ["FindingsSent"] = "a26ba608dcbcc6b55a738f682767becf8b88088b875e218d7f9b5550ed87c8ab",
        ["FindingsUnanswered"] = "ae82b7e8197f0582c473cabf872b64532fb41b94086130b947d1328a7811451b",
        ["FlowCancelled"] = "61da924591c87f0a546b1aa68081aa53d87f5b8c03935fb6774168be1dbfe65c",
        ["FlowEnded"] = "a1a6fe38f0b3c0ec872424cc4fa2d3e7d396bb479a3324977bd25d897d90aae0",
        ["FlowStarted"] = "eb80cf0cbef01130e1e657b36d259ab264d2c96c7846e0b61129be931b129257",
        ["IncidentClassified"] = "1ef6ae1cf7c8c720f94d391fa0e067c1bc8f9e05f5ff551a2db9ff32d372c0b8",
        ["IncidentClosed"] = "ba69c795d070f305e97f9bb57114a4b9125c47b5a86b3cfc9a292fedfe4d3432",
        ["IncidentContained"] = "5ed5a82d69a4731cbb532c31324305918effce96ea26f86dbc85f131e44049c3",
        ["IncidentOpened"] = "ba1fed3022e16fdfefcff93785d61fdba529be182f73997a75315ec2cdeed387",
        ["IncidentRemedied"] = "b5f9d692101e0180ce2552aac86182343e5edd083d1481a4150dc8f8ad0c50a8",
        ["IncidentReported"] = "4b848e724e98cd3487bda39afa87eaaa5b927ad2fac0cd63cb16c74110fe6aa2",
        ["InformationAnswered"] = "3b5f8bafb969040907d4e25c0bf294baf3a73d34df693cc3e8a80d39fa5513d1",
        ["InformationRequested"] = "7d5ad1ccdd8b54f21fbe9a8788d4870e679b1907055845d6354ade34366a4331",
        ["InspectionAsked"] = "43017355beb0808fc01de032b30483257d216c89e33f70d23ebd20857d574694",
        ["InspectionClosed"] = "9bed4ac453803a86c5497ca79513d58cda0f9d099ce0c948297b0a1166db15c5",
        ["InspectionFollowed"] = "bbf0d6477503b8f71b509aacf80cd37f5f70a0fc023e262eb2171e9b04d21475",
        ["InspectionOpened"] = "4cbaf73a64d679b37534bc5efadce585ad170b391fc415a68d8d35f080df40d0",
        ["InspectionPlanned"] = "d72329948b189c85b22c953b1c348198596a25929c48b8748e08f8f1fcb574cd",
        ["IntakeJudged"] = "1717047d4f211916de83b095e4dd8307c344e13ae351ae25efd70416f7bbc15d",
        ["IntakeJudged, grown"] = "821367f2f30d4a9400a6654c2c27f810a09e79925975f2261061debe15fe5b88",
        ["InterestDeclared"] = "15eaa7f933e62f0bb5e2c6d462a669bff21f1f9191fd01cff61a56fc30724c2c",
        ["InterlockOverridden"] = "02edf6173470ea2f6a0ecc94d9a7e1a1691fa268eea954c4c78d8adee99e3f08",
        ["KeepingEnded"] = "e043fc69063a7103d4af3c571a80e0040a447e72263bca1c5d199ac86b92963c",
        ["MeasureNotified"] = "c1c23944a67e7c21d9a3ed00d07dd5d5c38f32968acb61ef85b80e062b2fa354",
        ["MeasureRecorded"] = "249854d720f62e8fa38172ac97e1bddbe26d12941ed29c4a01abbe75eefcf32d",
        ["PartsErased"] = "92a9a23c77374071e815a96cfa00bba4737e7b8be674b28d785ed86351cac092",
        ["PresenceChanged"] = "46415193fe98901400f155ab2b117b878696184c7ea63869490c419b827edfcf",
        ["RequestClosed"] = "644537dca7553b849eb43df17e1c120ae9e74400622a33343c9831a3a06f7b8c",
        ["RequestDeclined"] = "9eb92883279c3c978287ad1fbfed8dd93f91d67bcd3f0a06c00aa234aa036aef",
        ["RequestDrafted"] = "450f2a8030e9da1645e6fcc8d666b3231352a559eb03d472bf8ef54cf748f1f1",
        ["RequestDrafted, former"] = "012e2016147d9d537d03a42f30728c904e68f4e36b0732103b63c3c2a3fea396",
        ["RequestResubmitted"] = "77aa63b31760c3801bfcccd5517dee73dcdedd2df5e3a14e7b5d0d92569a9f52",
        ["RequestSigned"] = "4415634769ed562cd1773f46e0af2ffed789c97166e24f64c3e62acb6f02e1ff",
        ["RequestSubmitted"] = "be19b30f7f14debaacbe62f639397f3d483ddefee895167e5c469ad100a39996",
        ["RequestWithdrawn"] = "b1474f97c160f16896973d516d0af517b5df4c8863f5138326894253a94cbbf0",
        ["ResolutionAdopted"] = "9b3388441e11159a03cf2020c0f173eef7f41e3590f8ac8f79b13665edffcc26",
        ["ResolutionAnswered"] = "e799dffe4deacaf22057ad4c8af53a53df839fd9ad401e99ca6c9e71ae28483a",
        ["RoundClosed"] = "9b118fb7c0800eb27503dbf000f78c50da5966383d8846f4b17a9efe58ef6344",
        ["RoundOpened"] = "be55f2c1800c9df0937ab164c95b259e2b3c81b51e1729a3d4a27039d262f54a",
        ["RoundOpened, grown"] = "14610c028dbd499e6c790104fb7ae34e7f63876288e8551aecf55929a91e812b",
        ["RoundTied"] = "3af266d7c7d10d025eac1dd52b1bc57ce96138d890736f06814798dc97df5a93",
        ["RoundVoided"] = "78f501fde1ffc007ca4d1daaadad973dc0c048f17b1867b97efbcd86a3c8a50c",
        ["StopOrdered"] = "926a87a6b8641b3301417e75edd1c4b0ca748e0df5c39dd973522e761824efbc",
        ["TieDecided"] = "b75e10a8690c925f2f03ec5dadb173bb380e479a93b46d41dcf26552c4d073d5",
        ["UsageImported"] = "398cef945215f458245da0ddb68e7892d16c6f7b12d3f3042b9701d731f843a0",
    };

    [Fact]
    public void The_bytes_of_every_event_are_what_they_always_were()
    {
        var now = Events.Select(Encode).Concat(Grown.Select(Encode).Select(entry => ($"{entry.Name}, grown", entry.Entry)))
            .Concat(Former.Select(Encode).Select(entry => ($"{entry.Name}, former", entry.Entry)))
            .ToDictionary(entry => entry.Item1, entry => Convert.ToHexStringLower(SHA256.HashData(entry.Entry.Bytes)));

        Assert.Equal(Codec.TypeNames, Events.Select(happened => happened.GetType().Name).Order(StringComparer.Ordinal));
        Assert.Equal(Lines(Pinned), Lines(now));
    }

    [Fact]
    public void Every_event_reads_back_and_writes_the_same_again()
    {
        foreach (var happened in Events.Concat(Grown))
        {
            var (_, entry) = Encode(happened);
            var read = RequestEntries.Read(new StoredEntry(entry.Bytes, entry.Parts.ToDictionary(part => part.Name, part => part.Disclosure)));
            Assert.Equal(entry.Bytes, Encode(read.Event).Entry.Bytes);
            Assert.Empty(read.MissingParts);
        }
    }

    [Fact]
    public void What_was_written_before_a_part_was_added_reads_as_the_same_event()
    {
        foreach (var happened in Former)
        {
            var (name, entry) = Encode(happened);
            var read = RequestEntries.Read(new StoredEntry(entry.Bytes, entry.Parts.ToDictionary(part => part.Name, part => part.Disclosure)));
            Assert.Empty(read.MissingParts);
            Assert.Equal(Encode(Events.Single(one => one.GetType().Name == name)).Entry.Bytes, Encode(read.Event).Entry.Bytes);
        }
    }

    [Fact]
    public void What_people_wrote_is_nowhere_in_the_bytes_of_an_entry()
    {
        string[] secrets = ["本文", "198.51.100.17", "203.0.113.200", "too wide", "kin\"", "letter.pdf", "KITE-09", "not convinced", "overtaken", "certificate 3", "document 9", "a patient", "stop module", "done sooner", "a recipient", "usage.csv", "still needed"];

        Assert.All(Events.Concat(Grown), happened => Assert.All(secrets, secret =>
            Assert.DoesNotContain(secret, System.Text.Encoding.UTF8.GetString(Encode(happened).Entry.Bytes), StringComparison.Ordinal)));
    }

    internal static (string Name, Entry Entry) Encode(RequestEvent happened)
    {
        byte salt = 0;
        var header = new EntryHeader(
            "oversight.test", "2028-0410-61050", 1, "", At, "kuze", "panelMember", "cao", "R3", new string('b', 64), "jp-2027-11-22@" + new string('d', 64));
        return (happened.GetType().Name, Codec.Encode(header, happened, () => [.. Enumerable.Repeat(salt++, Part.SaltBytes)]));
    }

    private static string Lines(Dictionary<string, string> hashes) =>
        string.Join('\n', hashes.OrderBy(hash => hash.Key, StringComparer.Ordinal).Select(hash => $"[\"{hash.Key}\"] = \"{hash.Value}\","));
}
