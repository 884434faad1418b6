using System.Security.Cryptography;
using Oversight.Core.Law;
using Oversight.Core.Registers;
using Oversight.Core.Tests.Requests;
using Oversight.Core.Workflows;
using static Oversight.Core.Tests.Registers.Books;

namespace Oversight.Core.Tests.Registers;

public sealed class RulebookRegisterTests
{
    private static readonly IReadOnlyDictionary<string, byte[]> Documents =
        RulebookDocuments.Of(Scenario.Rules).ToDictionary(document => document.Hash, document => document.Bytes);

    [Fact]
    public void The_bytes_of_every_event_are_what_they_always_were() => AssertPinned(
        Core.Registers.Registers.Rulebook,
        [new RulebookAdopted([new("set-1", new string('1', 64), new(2026, 4, 1))], "japan", new string('2', 64), new string('3', 64), [new string('4', 64)])],
        new() { ["RulebookAdopted"] = "9e9545d6ab18101e57ae932d7f4f46ceca7ce44bfd7c83885da7969f6ed80458" },
        []);

    [Fact]
    public void A_document_is_named_by_the_hash_of_its_bytes_which_is_the_name_entries_use()
    {
        var adopted = AdoptedRulebook.Of(Scenario.Rules);

        Assert.All(Documents, document => Assert.Equal(document.Key, Convert.ToHexStringLower(SHA256.HashData(document.Value))));
        Assert.Equal(Scenario.Rules.Law.RuleSets.Select(set => set.Hash), adopted.RuleSets.Select(set => set.Hash));
        Assert.All(
            [.. adopted.RuleSets.Select(set => set.Hash), adopted.Holidays, adopted.NetworkMap, .. adopted.Definitions], hash => Assert.Contains(hash, Documents.Keys));
    }

    [Fact]
    public void The_rulebook_read_from_its_documents_is_the_same()
    {
        var read = RulebookDocuments.Read(AdoptedRulebook.Of(Scenario.Rules), [], Documents.GetValueOrDefault);

        Assert.Equal(AdoptedRulebook.Of(Scenario.Rules), AdoptedRulebook.Of(read));
        Assert.Equal(Scenario.Rules.Law.ToJson(), read.Law.ToJson());
        Assert.Equal((Scenario.Rules.Calendar.Text, Scenario.Rules.Map.Text), (read.Calendar.Text, read.Map.Text));
        Assert.Equal(Scenario.Rules.Definitions.All.Select(definition => definition.Meaning), read.Definitions.All.Select(definition => definition.Meaning));
        Assert.Equal("none", read.Law.InForceAt(Jst("2020-01-01 00:00")).Id);
    }

    [Fact]
    public void A_document_that_is_missing_or_another_one_is_refused()
    {
        var adopted = AdoptedRulebook.Of(Scenario.Rules);
        foreach (var hash in Documents.Keys)
        {
            Assert.Throws<DocumentMissingException>(() => RulebookDocuments.Read(adopted, [], asked => asked == hash ? null : Documents[asked]));
            Assert.Throws<DocumentMissingException>(() => RulebookDocuments.Read(adopted, [], asked => asked == hash ? [.. Documents[asked], (byte)' '] : Documents[asked]));
        }
        Assert.Throws<DocumentMissingException>(() => RulebookDocuments.Read(adopted, [new string('0', 64)], Documents.GetValueOrDefault));
    }

    [Fact]
    public void A_rulebook_differs_from_another_by_any_of_its_documents()
    {
        var one = AdoptedRulebook.Of(Scenario.Rules);

        Assert.Equal(one, Core.Registers.Registers.Rulebook.Parse(Core.Registers.Registers.Rulebook.Write(one)));
        AdoptedRulebook[] others =
        [
            one with { Calendar = "other" }, one with { Holidays = "other" }, one with { NetworkMap = "other" }, one with { Definitions = [.. one.Definitions.Reverse()] },
            one with { RuleSets = [.. one.RuleSets.Skip(1)] },
        ];
        Assert.All(others, other => Assert.NotEqual(one, other));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0-ffffffff Unknown\n")]
    [InlineData("0-fffffffe Unknown\n\n0-ffffffffffffffffffffffffffffffff Unknown\n")]
    [InlineData("0-ff Unknown\n101-ffffffff Domestic\n\n0-ffffffffffffffffffffffffffffffff Unknown\n")]
    [InlineData("0-FFFFFFFF Unknown\n\n0-ffffffffffffffffffffffffffffffff Unknown\n")]
    [InlineData("0-ffffffff 0\n\n0-ffffffffffffffffffffffffffffffff Unknown\n")]
    public void A_network_map_is_read_only_as_it_is_written(string text) => Assert.Throws<FormatException>(() => NetworkMap.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"activities\":{\"a\":1}}")]
    public void A_definitions_meaning_is_read_only_as_it_is_written(string text)
    {
        Assert.Throws<FormatException>(() => DefinitionReader.OfMeaning(text));
        Assert.Throws<FormatException>(() => DefinitionReader.OfMeaning(Scenario.Rules.Definitions.All.First().Meaning + " "));
    }
}
