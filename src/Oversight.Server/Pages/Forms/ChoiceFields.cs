using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Oversight.Core.Law;
using Oversight.Server.Texts;

namespace Oversight.Server.Pages.Forms;

/// <summary>Radio buttons, or boxes to tick where several may be chosen.</summary>
[HtmlTargetElement("choice-field", Attributes = "name,label,options")]
public sealed class ChoiceFieldTag(FieldFrame frame) : TagHelper
{
    public required string Name { get; set; }
    public required string Label { get; set; }
    public string? Hint { get; set; }
    public required IEnumerable<Option> Options { get; set; }
    public string? Value { get; set; }
    public IEnumerable<string>? Values { get; set; }
    public bool IsMany { get; set; }
    public bool IsInline { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var block = IsMany ? "checkboxes" : "radios";
        var stored = Values ?? (Value is null ? [] : [Value]);
        var layout = IsInline ? $" govuk-{block}--inline govuk-{block}--small" : IsMany ? " govuk-checkboxes--small" : "";
        var items = string.Concat(Options.Select((option, i) => Item(option, i, block, frame.Form.IsChosen(Name, option.Value, stored))));
        frame.Write(output, Name,
            $"<fieldset class=\"govuk-fieldset\"{frame.DescribedBy(Name, Hint)}><legend class=\"govuk-fieldset__legend govuk-fieldset__legend--s\">{frame.Safe(Label)}</legend>"
            + $"{frame.Notes(Name, Hint)}<div class=\"govuk-{block}{layout}\">{items}</div></fieldset>");
    }

    /// <summary>The first one carries the field's own id, so that the error summary leads to it.</summary>
    private string Item(Option option, int index, string block, bool isChosen)
    {
        var id = index == 0 ? FormState.IdOf(Name) : string.Create(CultureInfo.InvariantCulture, $"{FormState.IdOf(Name)}-{index + 1}");
        var hint = option.Hint is null ? "" : $"<div id=\"{id}-item-hint\" class=\"govuk-hint govuk-{block}__hint\">{frame.Safe(option.Hint)}</div>";
        return $"<div class=\"govuk-{block}__item\"><input class=\"govuk-{block}__input\" id=\"{id}\" name=\"{Name}\" type=\"{(IsMany ? "checkbox" : "radio")}\""
            + $" value=\"{frame.Safe(option.Value)}\"{(isChosen ? " checked" : "")}{(option.Hint is null ? "" : $" aria-describedby=\"{id}-item-hint\"")}>"
            + $"<label class=\"govuk-label govuk-{block}__label\" for=\"{id}\">{frame.Safe(option.Text)}</label>{hint}</div>";
    }
}

/// <summary>A day in three fields, in the order of the reader's language, and a time where one is asked for.</summary>
[HtmlTargetElement("moment-field", Attributes = "name,label")]
public sealed class MomentFieldTag(FieldFrame frame) : TagHelper
{
    public required string Name { get; set; }
    public required string Label { get; set; }
    public string? Hint { get; set; }
    public DateTimeOffset? Value { get; set; }
    public DateOnly? DayValue { get; set; }
    public bool IsEnd { get; set; }
    public bool HasTime { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var isMidnightEnd = IsEnd && Value is { } end && Jst.StartOf(Jst.DateOf(end)) == end;
        var day = DayValue ?? (Value is { } at ? Jst.DateOf(at).AddDays(isMidnightEnd ? -1 : 0) : null);
        string[] order = frame.Words.Language == Language.Ja ? ["year", "month", "day"] : ["day", "month", "year"];
        var parts = order.Select(part => Part(part, 2 * (part == "year" ? 2 : 1), day is null ? null : PartOf(day.Value, part)));
        if (HasTime)
            parts = parts.Append(Part("time", 5, Value is null ? null : isMidnightEnd ? "24:00" : Dates.Clock(Value.Value)));
        string[] fields = [.. order.Select(part => $"{Name}.{part}"), $"{Name}.time"];
        frame.Write(output, fields.FirstOrDefault(field => frame.Form.ErrorOf(field) is not null) ?? Name,
            $"<fieldset class=\"govuk-fieldset\" role=\"group\"{frame.DescribedBy(Name, Hint)}><legend class=\"govuk-fieldset__legend govuk-fieldset__legend--s\">{frame.Safe(Label)}</legend>"
            + $"{frame.Notes(Name, Hint)}{string.Concat(fields.Select(field => frame.Notes(field, null)))}<div class=\"govuk-date-input\" id=\"{FormState.IdOf(Name)}\">{string.Concat(parts)}</div></fieldset>");
    }

    private string Part(string part, int width, string? stored)
    {
        var name = $"{Name}.{part}";
        return $"<div class=\"govuk-date-input__item\"><div class=\"govuk-form-group\"><label class=\"govuk-label govuk-date-input__label\" for=\"{FormState.IdOf(name)}\">{frame.Safe(frame.Words[$"form.{part}"])}</label>"
            + $"<input {frame.Class(name, "govuk-input", $"govuk-date-input__input govuk-input--width-{width}")} id=\"{FormState.IdOf(name)}\" name=\"{name}\" type=\"text\""
            + $"{(part == "time" ? "" : " inputmode=\"numeric\"")} value=\"{frame.Safe(frame.Form.Value(name, stored))}\"{frame.DescribedBy(name, null)}></div></div>";
    }

    private static string PartOf(DateOnly day, string part) =>
        (part switch { "year" => day.Year, "month" => day.Month, _ => day.Day }).ToString(CultureInfo.InvariantCulture);
}

/// <summary>A file to send.</summary>
[HtmlTargetElement("file-field", Attributes = "name,label")]
public sealed class FileFieldTag(FieldFrame frame) : TagHelper
{
    public required string Name { get; set; }
    public required string Label { get; set; }
    public string? Hint { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output) =>
        frame.Write(output, Name,
            $"<label class=\"govuk-label govuk-label--s\" for=\"{FormState.IdOf(Name)}\">{frame.Safe(Label)}</label>{frame.Notes(Name, Hint)}"
            + $"<input {frame.Class(Name, "govuk-file-upload")} id=\"{FormState.IdOf(Name)}\" name=\"{Name}\" type=\"file\"{frame.DescribedBy(Name, Hint)}>");
}

/// <summary>The list of everything wrong, at the top of the page; it takes the focus and leads to each field.</summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ErrorSummaryTag(FieldFrame frame) : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (frame.Form.Errors.Count == 0)
        {
            output.SuppressOutput();
            return;
        }
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "govuk-error-summary");
        output.Attributes.SetAttribute("data-module", "govuk-error-summary");
        var lines = string.Concat(frame.Form.Errors.Distinct().Select(error => $"<li>{Line(error.Pointer, frame.Safe(frame.Words.OfCode(error.Code)))}</li>"));
        output.Content.SetHtmlContent(
            $"<div role=\"alert\"><h2 class=\"govuk-error-summary__title\">{frame.Safe(frame.Words["form.problem"])}</h2>"
            + $"<div class=\"govuk-error-summary__body\"><ul class=\"govuk-list govuk-error-summary__list\">{lines}</ul></div></div>");
    }

    private static string Line(string field, string text) => field.Length == 0 ? text : $"<a href=\"#{FormState.IdOf(field)}\">{text}</a>";
}

/// <summary>What a form carries unseen: the version that was read and a fresh key, so that sending twice acts once.</summary>
[HtmlTargetElement("form-stamp", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FormStampTag(Storage.RandomSource random) : TagHelper
{
    public int Version { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(string.Create(CultureInfo.InvariantCulture,
            $"<input type=\"hidden\" name=\"version\" value=\"{Version}\"><input type=\"hidden\" name=\"key\" value=\"{Convert.ToHexStringLower(random.Bytes(16))}\">"));
    }
}
