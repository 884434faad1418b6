using Oversight.Core.Ledger;

namespace Oversight.Core.Tests.Ledger;

public class TextRulesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("two\r\nlines\tand 監視 😀 \u0301")]
    public void Plain_text_is_acceptable_as_it_is(string text)
    {
        Assert.True(TextRules.IsAcceptable(text));
        Assert.Same(text, TextRules.Normalise(text));
    }

    [Theory]
    [InlineData("か\u3099", "が")]
    [InlineData("e\u0301", "é")]
    [InlineData("\u212b", "Å")]
    public void Text_in_another_form_is_brought_to_form_c(string text, string expected)
    {
        Assert.False(TextRules.IsAcceptable(text));
        Assert.Equal(expected, TextRules.Normalise(text));
    }

    [Theory] // UTF-16 code units: an attribute cannot hold a lone surrogate.
    [InlineData(0x61, 0xd800)]
    [InlineData(0xdfff, 0x61)]
    [InlineData(0xd83d, 0xd83d, 0xde00)]
    [InlineData(0x0000)]
    [InlineData(0x001b)]
    [InlineData(0x007f)]
    [InlineData(0x0085)]
    [InlineData(0x61, 0xfffe)] // What no normalisation form is defined for.
    public void Lone_surrogates_and_control_characters_are_refused(params int[] units)
    {
        var text = string.Concat(units.Select(unit => (char)unit));

        Assert.False(TextRules.IsAcceptable(text));
        Assert.Null(TextRules.Normalise(text));
    }
}
