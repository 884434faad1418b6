namespace Oversight.Core.Workflows;

/// <summary>What is wrong with a file, where, and what to do about it.</summary>
/// <param name="Path">JSON path, such as <c>$.root.activities[3].deadline</c>.</param>
/// <param name="Code">One of <see cref="DefinitionCodes"/>.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What to do next.</param>
public sealed record DefinitionError(string Path, string Code, string Message, string Hint);

/// <summary>The definition, or every reason why there is none.</summary>
/// <param name="Definition">Null whenever there is an error.</param>
/// <param name="Errors">In the order of the file; errors of the flow's structure only once the file is readable.</param>
public sealed record DefinitionReading(WorkflowDefinition? Definition, IReadOnlyList<DefinitionError> Errors);

/// <summary>
/// Codes of <see cref="DefinitionError"/>. The words mean that the file cannot be read as a definition; the V-codes name the
/// property of the workflow format that a readable definition breaks.
/// </summary>
public static class DefinitionCodes
{
#pragma warning disable CS1591 // The words say it; the V-codes are explained below.
    public const string TooLarge = "TooLarge";
    public const string NotJson = "NotJson";
    public const string UnreadableText = "UnreadableText";
    public const string DuplicateKey = "DuplicateKey";
    public const string UnknownField = "UnknownField";
    public const string MissingField = "MissingField";
    public const string WrongValue = "WrongValue";
    public const string UnknownActivityType = "UnknownActivityType";
    public const string UnknownInput = "UnknownInput";
    public const string MissingInput = "MissingInput";
    public const string UnknownExpression = "UnknownExpression";
    public const string WrongUnit = "WrongUnit";
    public const string MissingTitle = "MissingTitle";
    public const string UnknownRoute = "UnknownRoute";
    public const string DuplicateId = "DuplicateId";
    public const string UnknownActivity = "UnknownActivity";
    public const string UnknownPort = "UnknownPort";
    public const string SecondConnection = "SecondConnection";
    public const string NoStart = "NoStart";
    public const string SecondStart = "SecondStart";
#pragma warning restore CS1591

    /// <summary>V04: a voting rule without a floor lets a vote pass with nobody's approval.</summary>
    public const string ZeroApprovals = "V04";

    /// <summary>V05: a voting rule that is not one of the legal combinations.</summary>
    public const string IllegalVotingRule = "V05";

    /// <summary>V11: unreachable, dead-ended or not block-structured.</summary>
    public const string UnsoundFlow = "V11";

    /// <summary>V12: a wait without a next step, or a loop without a bound.</summary>
    public const string UnboundedWait = "V12";
}
