using Oversight.Core.Requests;
using Oversight.Server.Texts;

namespace Oversight.Server.Pages.Requests;

/// <summary>What a round's item is called: a scope item by its number, else the motion it stands for.</summary>
public static class ItemText
{
    public static string Of(Words words, string item) => item switch
    {
        Round.RemandItem => words["MotionKind.Remand"],
        Round.ResolutionItem => words["MotionKind.Resolve"],
        _ => words["scope.item", item],
    };
}
