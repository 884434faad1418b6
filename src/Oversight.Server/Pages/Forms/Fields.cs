using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Oversight.Server.Texts;

namespace Oversight.Server.Pages.Forms;

/// <summary>One choice of a list.</summary>
public sealed record Option(string Value, string Text, string? Hint = null);

/// <summary>Builds the markup all fields share: group, label, hint and error, tied together for screen readers.</summary>
public sealed class FieldFrame(FormState form, IHttpContextAccessor http, HtmlEncoder encoder)
{
    /// <summary>The words of the reader's language.</summary>
    public Words Words => http.HttpContext!.Words();

    /// <summary>What was typed and what is wrong with it.</summary>
    public FormState Form => form;

    /// <summary>Text made safe for HTML.</summary>
    public string Safe(string? text) => encoder.Encode(text ?? "");

    /// <summary>The value of `aria-describedby` for a field, with its leading space, or nothing.</summary>
    public string DescribedBy(string name, string? hint)
    {
        var ids = new[] { hint is null ? null : $"{FormState.IdOf(name)}-hint", form.ErrorOf(name) is null ? null : $"{FormState.IdOf(name)}-error" }.OfType<string>();
        var joined = string.Join(' ', ids);
        return joined.Length == 0 ? "" : $" aria-describedby=\"{joined}\"";
    }

    /// <summary>Hint and error of a field.</summary>
    public string Notes(string name, string? hint)
    {
        var notes = new StringBuilder();
        if (hint is not null)
            notes.Append($"<div id=\"{FormState.IdOf(name)}-hint\" class=\"govuk-hint\">{Safe(hint)}</div>");
        if (form.ErrorOf(name) is { } code)
            notes.Append($"<p id=\"{FormState.IdOf(name)}-error\" class=\"govuk-error-message\"><span class=\"govuk-visually-hidden\">{Safe(Words["form.error"])}</span> {Safe(Words.OfCode(code))}</p>");
        return notes.ToString();
    }

    /// <summary>Writes a field's group.</summary>
    public void Write(TagHelperOutput output, string name, string inner)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", form.ErrorOf(name) is null ? "govuk-form-group" : "govuk-form-group govuk-form-group--error");
        output.Content.SetHtmlContent(inner);
    }

    /// <summary>The class of an element with its error form.</summary>
    public string Class(string name, string block, string extra = "") =>
        $"class=\"{block}{(form.ErrorOf(name) is null ? "" : $" {block}--error")}{(extra.Length == 0 ? "" : " " + extra)}\"";
}

/// <summary>A one-line text field.</summary>
[HtmlTargetElement("text-field", Attributes = "name,label")]
public sealed class TextFieldTag(FieldFrame frame) : TagHelper
{
    public required string Name { get; set; }
    public required string Label { get; set; }
    public string? Hint { get; set; }
    public string? Value { get; set; }
    public string Type { get; set; } = "text";
    public string? Autocomplete { get; set; }
    public int Width { get; set; }
    public bool IsNumber { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var id = FormState.IdOf(Name);
        var value = Type == "password" ? "" : $" value=\"{frame.Safe(frame.Form.Value(Name, Value))}\"";
        var width = Width == 0 ? "" : $"govuk-input--width-{Width}";
        var auto = Autocomplete is null ? "" : $" autocomplete=\"{frame.Safe(Autocomplete)}\"";
        var keys = IsNumber ? " inputmode=\"numeric\"" : "";
        frame.Write(output, Name,
            $"<label class=\"govuk-label govuk-label--s\" for=\"{id}\">{frame.Safe(Label)}</label>{frame.Notes(Name, Hint)}"
            + $"<input {frame.Class(Name, "govuk-input", width)} id=\"{id}\" name=\"{Name}\" type=\"{Type}\"{value}{auto}{keys}{frame.DescribedBy(Name, Hint)}>");
    }
}

/// <summary>A field of several lines.</summary>
[HtmlTargetElement("area-field", Attributes = "name,label")]
public sealed class AreaFieldTag(FieldFrame frame) : TagHelper
{
    public required string Name { get; set; }
    public required string Label { get; set; }
    public string? Hint { get; set; }
    public string? Value { get; set; }
    public int Rows { get; set; } = 4;
    public bool IsCode { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output) =>
        frame.Write(output, Name,
            $"<label class=\"govuk-label govuk-label--s\" for=\"{FormState.IdOf(Name)}\">{frame.Safe(Label)}</label>{frame.Notes(Name, Hint)}"
            + $"<textarea {frame.Class(Name, "govuk-textarea", IsCode ? "ov-code" : "")} id=\"{FormState.IdOf(Name)}\" name=\"{Name}\" rows=\"{Rows}\"{(IsCode ? " spellcheck=\"false\"" : "")}{frame.DescribedBy(Name, Hint)}>\n"
            + $"{frame.Safe(frame.Form.Value(Name, Value))}</textarea>");
}

/// <summary>A text in English, Japanese or both.</summary>
[HtmlTargetElement("pair-field", Attributes = "name,label")]
public sealed class PairFieldTag(FieldFrame frame) : TagHelper
{
    public required string Name { get; set; }
    public required string Label { get; set; }
    public string? Hint { get; set; }
    public Oversight.Core.Requests.Bilingual? Value { get; set; }
    public int Rows { get; set; } = 4;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var areas = frame.Words.Language == Language.Ja ? Area("ja", Value?.Ja) + Area("en", Value?.En) : Area("en", Value?.En) + Area("ja", Value?.Ja);
        frame.Write(output, Name,
            $"<fieldset class=\"govuk-fieldset\"{frame.DescribedBy(Name, Hint)}><legend class=\"govuk-fieldset__legend govuk-fieldset__legend--s\">{frame.Safe(Label)}</legend>"
            + $"{frame.Notes(Name, Hint)}<div class=\"ov-pair\">{areas}</div></fieldset>");
    }

    private string Area(string code, string? stored)
    {
        var name = $"{Name}.{code}";
        var error = frame.Form.ErrorOf(name) is null ? "" : " govuk-form-group--error";
        return $"<div class=\"govuk-form-group{error}\"><label class=\"govuk-label\" for=\"{FormState.IdOf(name)}\">{frame.Safe(frame.Words[$"language.{code}"])}"
            + $"<span class=\"govuk-visually-hidden\"> – {frame.Safe(Label)}</span></label>{frame.Notes(name, null)}"
            + $"<textarea {frame.Class(name, "govuk-textarea")} id=\"{FormState.IdOf(name)}\" name=\"{name}\" rows=\"{Rows}\" lang=\"{code}\"{frame.DescribedBy(name, null)}>\n"
            + $"{frame.Safe(frame.Form.Value(name, stored))}</textarea></div>";
    }
}
