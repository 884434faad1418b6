using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Requests;

namespace Oversight.Core.Tests.Registers;

/// <summary>People and a panel for tests of the registers, and how a command is given.</summary>
internal static class Books
{
    public static readonly Actor Examiner = new("examiner1", Role.Examiner), Inspector = new("inspector", Role.Inspector), Auditor = new("auditor", Role.Auditor),
        Admin = new("admin", Role.Administrator), Kuze = new("kuze", Role.PanelMember), Unseated = new("mori", Role.PanelMember),
        Officer = Of("cao", Role.AuthorisingOfficer, AgencyKind.CabinetOffice), Drafter = Of("cao", Role.Drafter, AgencyKind.CabinetOffice),
        Police = Of("npa", Role.AuthorisingOfficer, AgencyKind.NationalPolice);

    /// <summary>One of every role, and of every kind that matters.</summary>
    public static readonly Actor[] Everybody = [Examiner, Inspector, Auditor, Admin, Kuze, Unseated, Officer, Drafter, Police];

    public static readonly DateTimeOffset Now = Jst("2028-02-14 09:00");

    public static readonly Bilingual Both = new("text", "本文");

    /// <summary>Five seats: chair kuze, acting chair saegusa, nasu, ibuki, ayabe.</summary>
    public static Panel Five => Requests.People.Panel;

    public static DateTimeOffset Jst(string text) =>
        DateTimeOffset.Parse(text + "+09:00", System.Globalization.CultureInfo.InvariantCulture).ToUniversalTime();

    public static RegisterVerdict<TEvent> Give<TState, TEvent, TCommand>(
        this RuledRegister<TState, TEvent, TCommand> ruled, TState? state, TCommand command, Actor actor, bool seesRequest = true)
        where TState : class
        where TEvent : class
        where TCommand : RegisterCommand => ruled.Decide(state, command, new RegisterFacts(actor, Five, Now, seesRequest));

    /// <summary>The state after a command that must hold.</summary>
    public static TState Do<TState, TEvent, TCommand>(this RuledRegister<TState, TEvent, TCommand> ruled, TState? state, TCommand command, Actor actor)
        where TState : class
        where TEvent : class
        where TCommand : RegisterCommand =>
        ruled.Register.Apply(state, Assert.IsType<RegisterVerdict<TEvent>.Accepted>(ruled.Give(state, command, actor)).Event);

    /// <summary>Demands this refusal, at this place where one is given.</summary>
    public static void AssertRefused<TEvent>(this RegisterVerdict<TEvent> verdict, string code, string? pointer = null)
    {
        var refusal = Assert.IsType<RegisterVerdict<TEvent>.Refused>(verdict).Refusal;
        Assert.Equal(code, refusal.Code);
        if (pointer is not null)
            Assert.Equal(pointer, refusal.Pointer);
    }

    /// <summary>Demands this refusal and gives it.</summary>
    public static Refusal AssertRefusal<TEvent>(this RegisterVerdict<TEvent> verdict, string code)
    {
        verdict.AssertRefused(code);
        return ((RegisterVerdict<TEvent>.Refused)verdict).Refusal;
    }

    /// <summary>Every event of the family in order: bytes pinned, read back the same, and state read back from its snapshot the same.</summary>
    public static void AssertPinned<TState, TEvent>(Register<TState, TEvent> register, TEvent[] events, Dictionary<string, string> pinned, string[] secrets)
        where TState : class
        where TEvent : class
    {
        byte salt = 0;
        var (entries, last, hashes) = (new List<StoredEntry>(), "", new Dictionary<string, string>());
        TState? state = null;
        foreach (var happened in events)
        {
            var entry = register.Encode("oversight.test", new RegisterPlace(entries.Count + 1, last, Now), Officer, happened, () => [.. Enumerable.Repeat(salt++, Part.SaltBytes)]);
            hashes[happened.GetType().Name] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(entry.Bytes));
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, System.Text.Encoding.UTF8.GetString(entry.Bytes), StringComparison.Ordinal));
            entries.Add(new StoredEntry(entry.Bytes, entry.Parts.ToDictionary(part => part.Name, part => part.Disclosure)));
            (last, state) = (Convert.ToHexStringLower(entry.LeafHash), register.Apply(state, happened, Now));
        }
        Assert.Null(CaseChain.Verify(entries.Select(entry => entry.Bytes)));
        Assert.Equal(new EventCodec<TEvent>().TypeNames, hashes.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Lines(pinned), Lines(hashes));
        Assert.Equal(register.Write(state!), register.Write(register.Rebuild(entries)!));
        Assert.Equal(register.Write(state!), register.Write(register.Parse(register.Write(state!))));
        // Content that was erased leaves a state that can still be read.
        Assert.NotNull(register.Rebuild(entries.Select(entry => entry with { Parts = new Dictionary<string, string>() })));
    }

    private static string Lines(Dictionary<string, string> hashes) =>
        string.Join('\n', hashes.OrderBy(hash => hash.Key, StringComparer.Ordinal).Select(hash => $"[\"{hash.Key}\"] = \"{hash.Value}\","));

    private static Actor Of(string agency, Role role, AgencyKind kind) =>
        new($"{agency}.{(role == Role.Drafter ? "drafter" : "officer")}", role, new Agency(agency, kind));
}
