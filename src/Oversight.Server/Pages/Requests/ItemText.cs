using System.Globalization;
using Oversight.Core.Requests;
using Oversight.Server.Texts;

namespace Oversight.Server.Pages.Requests;

/// <summary>What a round's item is called: a scope item by its number, else the motion it stands for.</summary>
public static class ItemText
{
    public static string Of(Words words, string item) => int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? words["scope.item", number]
        : words.Of(item == Round.RemandItem ? MotionKind.Remand : MotionKind.Resolve);
}
