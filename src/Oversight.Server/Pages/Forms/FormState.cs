using Oversight.Core.Requests;

namespace Oversight.Server.Pages.Forms;

/// <summary>What a form shows again after it was sent: what was typed, and what is wrong with it. Fields read it, pages fill it.</summary>
public sealed class FormState
{
    private IFormCollection? posted;
    private readonly List<FieldError> errors = [];

    /// <summary>Errors by field name; an empty name concerns the whole form.</summary>
    public IReadOnlyList<FieldError> Errors => errors;

    /// <summary>Remembers what was sent, so that nothing typed is lost.</summary>
    public void Keep(IFormCollection form) => posted = form;

    /// <summary>Adds errors whose JSON pointers lie under a prefix of the content, each at the field nearest to it.</summary>
    public void Add(IEnumerable<FieldError> found, string prefix = "")
    {
        foreach (var error in found)
            errors.Add(error with { Pointer = FieldOf(error.Pointer, prefix) });
    }

    /// <summary>Adds one error at a field.</summary>
    public void Add(string field, string code) => errors.Add(new FieldError(field, code));

    /// <summary>Adds a refusal: at its fields where it names any, else for the whole form.</summary>
    public void Add(Refusal refusal, string prefix = "")
    {
        if (refusal.Errors.Count > 0)
            Add(refusal.Errors, prefix);
        else
            Add("", refusal.Code);
    }

    /// <summary>Gives errors the names their fields have in the form.</summary>
    public void Rename(Func<string, string> name)
    {
        for (var i = 0; i < errors.Count; i++)
            errors[i] = errors[i] with { Pointer = name(errors[i].Pointer) };
    }

    /// <summary>Takes errors that name no field to the one their code speaks of.</summary>
    public void Place(IReadOnlyDictionary<string, string> fieldOfCode)
    {
        for (var i = 0; i < errors.Count; i++)
            if (errors[i].Pointer.Length == 0 && fieldOfCode.TryGetValue(errors[i].Code, out var field))
                errors[i] = errors[i] with { Pointer = field };
    }

    /// <summary>What was typed into the field, or what it held before anything was typed.</summary>
    public string? Value(string name, string? stored) => posted is null ? stored : posted[name].ToString();

    /// <summary>True when a box was ticked, or held this value before anything was sent.</summary>
    public bool IsChosen(string name, string option, IEnumerable<string> stored) => (posted is null ? stored : posted[name]).Contains(option);

    /// <summary>The code of the first error of a field, or null.</summary>
    public string? ErrorOf(string name) => errors.FirstOrDefault(error => error.Pointer == name)?.Code;

    /// <summary>The id of a field's element.</summary>
    public static string IdOf(string name) => name.Replace('.', '-');

    /// <summary>The field a pointer means: itself, the one that holds it, or the first of those inside it.</summary>
    private string FieldOf(string pointer, string prefix)
    {
        if (prefix.Length > 0 && !pointer.StartsWith(prefix, StringComparison.Ordinal))
            return "";
        var name = pointer[prefix.Length..].TrimStart('/').Replace('/', '.');
        var keys = posted?.Keys ?? [];
        return keys.Where(key => name == key || name.StartsWith(key + ".", StringComparison.Ordinal)).MaxBy(key => key.Length)
            ?? keys.FirstOrDefault(key => key.StartsWith(name + ".", StringComparison.Ordinal))
            ?? name;
    }
}
