using System.Text;

namespace Oversight.Core.Ledger;

/// <summary>What text may enter the ledger: well-formed UTF-16 without U+FFFE in normalisation form C, no control characters but tab, line feed and carriage return.</summary>
public static class TextRules
{
    // Where the platform was told to do without Unicode tables it calls every text normalised; then nothing but ASCII can be judged.
    private static readonly bool CanJudgeForm = !"e\u0301".IsNormalized(NormalizationForm.FormC);

    private const char NoCharacter = '\uFFFE';

    /// <summary>True when the text may stand in an entry as it is.</summary>
    public static bool IsAcceptable(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsWellFormed(text) && HasNoForbiddenControl(text) && IsNormalised(text);
    }

    /// <summary>The text in normalisation form C, or null when it holds a lone surrogate, U+FFFE or a forbidden control character; for use at the edge.</summary>
    public static string? Normalise(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsWellFormed(text) && HasNoForbiddenControl(text) ? IsNormalised(text) ? text : text.Normalize(NormalizationForm.FormC) : null;
    }

    /// <summary>No lone surrogates, and not U+FFFE, of which the platform knows no normalisation form.</summary>
    internal static bool IsWellFormed(string text)
    {
        if (text.Contains(NoCharacter, StringComparison.Ordinal))
        {
            return false;
        }

        for (var at = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0 && at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at]))
            {
                continue;
            }

            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            {
                return false;
            }

            at++;
        }

        return true;
    }

    /// <summary>Expects text without lone surrogates; false of U+FFFE.</summary>
    internal static bool IsNormalised(string text)
    {
        if (Ascii.IsValid(text))
        {
            return true;
        }

        if (text.Contains(NoCharacter, StringComparison.Ordinal))
        {
            return false;
        }

        return CanJudgeForm ? text.IsNormalized(NormalizationForm.FormC) : throw new PlatformNotSupportedException("Unicode tables (ICU) are needed to judge text.");
    }

    private static bool HasNoForbiddenControl(string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c) && c is not ('\t' or '\n' or '\r'))
            {
                return false;
            }
        }

        return true;
    }
}
