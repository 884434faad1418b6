using Oversight.Core.Ledger;

namespace Oversight.Core.Tests.Ledger;

public class CaseChainTests
{
    [Fact]
    public void An_unbroken_chain_has_no_break()
    {
        Assert.Null(CaseChain.Verify(Chain(5)));
        Assert.Null(CaseChain.Verify([]));
    }

    [Fact]
    public void A_missing_or_exchanged_entry_is_named_by_its_place()
    {
        var chain = Chain(5);

        Assert.Equal(new ChainBreak(2, "WrongSequence"), CaseChain.Verify([chain[0], chain[1], chain[3], chain[4]]));
        Assert.Equal(new ChainBreak(0, "WrongSequence"), CaseChain.Verify(chain[1..]));
        Assert.Equal(new ChainBreak(1, "WrongSequence"), CaseChain.Verify([chain[0], chain[2], chain[1]]));
        Assert.Equal(new ChainBreak(3, "MalformedEntry"), CaseChain.Verify([chain[0], chain[1], chain[2], [1, 2, 3]]));
    }

    [Fact]
    public void An_entry_rewritten_in_place_shows_at_the_next_one()
    {
        var chain = Chain(4);
        chain[1] = Samples.Encode(Samples.Noted with { Subject = "other" }, Samples.Header(2, LeafHash.HexOf(chain[0]))).Bytes;

        Assert.Equal(new ChainBreak(2, "WrongPrevious"), CaseChain.Verify(chain));
    }

    [Fact]
    public void An_entry_of_another_case_or_log_is_named()
    {
        var chain = Chain(2);
        var next = Samples.Header(3, LeafHash.HexOf(chain[1]));

        Assert.Equal(new ChainBreak(2, "OtherCase"), CaseChain.Verify([.. chain, Samples.Encode(Samples.Noted, next with { Case = "2028-0002" }).Bytes]));
        Assert.Equal(new ChainBreak(2, "OtherLog"), CaseChain.Verify([.. chain, Samples.Encode(Samples.Noted, next with { Log = "elsewhere" }).Bytes]));
    }

    private static byte[][] Chain(int length)
    {
        var chain = new List<byte[]>();
        for (var seq = 1; seq <= length; seq++)
        {
            chain.Add(Samples.Encode(Samples.Noted, Samples.Header(seq, seq == 1 ? "" : LeafHash.HexOf(chain[^1]))).Bytes);
        }

        return [.. chain];
    }
}
